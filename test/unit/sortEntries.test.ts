import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bucketNode,
  folderNode,
  type Node,
  nodeWithVersions,
  objectNode,
  versionNode,
} from "../../src/explorer/nodes.ts";
import { sortEntries } from "../../src/explorer/sortEntries.ts";
import type { SortOrder } from "../../src/host/settings.ts";

const connection = { id: "profile:demo", identity: "demo" } as Parameters<typeof bucketNode>[0];
const bucket = bucketNode(connection, { name: "b" });
const day = (number: number) => new Date(2026, 0, number);

const hidden = versionNode(bucket, {
  key: "gone",
  versionId: "v",
  isLatest: true,
  deleteMarker: true,
  size: 0,
  modified: day(9),
});
/** In the order of the server. */
const entries: Node[] = [
  folderNode(bucket, "a/"),
  objectNode(bucket, { key: "a-small", size: 1, modified: day(3) }),
  objectNode(bucket, { key: "b", size: 30, modified: day(1) }),
  nodeWithVersions(bucket, [hidden]),
  folderNode(bucket, "h/"),
  objectNode(bucket, { key: "\u{ff5e}", size: 20, modified: day(2) }),
  objectNode(bucket, { key: "\u{1f600}", size: 20 }),
];
const names = (sortOrder: SortOrder, foldersFirst: boolean) =>
  sortEntries(entries, { sortOrder, foldersFirst }).map((node) =>
    "at" in node ? (node.at.key ?? node.at.prefix) : "",
  );

test("sorted by name, entries are in S3's order, which is that of UTF-8 bytes", () => {
  assert.deepEqual(names("name", false), ["a-small", "a/", "b", "gone", "h/", "\u{ff5e}", "\u{1f600}"]);
  assert.deepEqual(names("name", true), ["a/", "h/", "a-small", "b", "gone", "\u{ff5e}", "\u{1f600}"]);
});

test("sorted by date the newest is first, by size the largest; ties are sorted by name", () => {
  const byDate = ["gone", "a-small", "\u{ff5e}", "b", "\u{1f600}"];
  const bySize = ["b", "\u{ff5e}", "\u{1f600}", "a-small", "gone"];
  assert.deepEqual(names("date", true), ["a/", "h/", ...byDate]);
  assert.deepEqual(names("size", true), ["a/", "h/", ...bySize]);
  assert.deepEqual(names("date", false), [...byDate, "a/", "h/"]);
  assert.deepEqual(names("size", false), [...bySize, "a/", "h/"]);
});

test("the input array is not modified, and a list with other entries is returned unchanged", () => {
  const before = [...entries];
  names("size", false);
  assert.deepEqual(entries, before);
  const mixed: Node[] = [{ kind: "loadMore", container: bucket, loaded: 1, sorted: false }, ...entries];
  assert.equal(sortEntries(mixed, { sortOrder: "size", foldersFirst: true }), mixed);
});
