import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  HeadObjectCommand,
} from "@aws-sdk/client-s3";
import { EncodingSupport } from "../../../src/core/client/encodingSupport.ts";
import { OperationSupport } from "../../../src/core/client/operationSupport.ts";
import { putCannedAcl } from "../../../src/core/objects/acl.ts";
import { createBucket, createFolder, deleteBucket } from "../../../src/core/objects/buckets.ts";
import { copyObject } from "../../../src/core/objects/copyObject.ts";
import { deleteObjects } from "../../../src/core/objects/deleteObjects.ts";
import { moveObject } from "../../../src/core/objects/moveObject.ts";
import { editHeaders } from "../../../src/core/objects/properties.ts";
import { folderRelocations, relocate } from "../../../src/core/objects/relocate.ts";
import { restoreObject } from "../../../src/core/objects/restore.ts";
import { restoreVersion } from "../../../src/core/objects/restoreVersion.ts";
import { putTags } from "../../../src/core/objects/tags.ts";
import { allVersions, versionsOf } from "../../../src/core/objects/versions.ts";
import { copyBytesThrough } from "../../../src/core/transfer/copyBytes.ts";
import { arrange, BEFORE, holds, nothingLost } from "./beforeAndAfter.ts";
import { PART, TAGGED } from "./fixture.ts";
import type { Harness } from "./harness.ts";
import { type FaultRow, row } from "./row.ts";

const parts = { partsBeyond: PART, partSize: PART };
/** For servers that do not copy. */
const bytes = ({ access }: Harness) => ({ copyBytes: copyBytesThrough((bucket) => ({ ...access, bucket })) });

const at = ({ bucket, prefix }: Harness, name: string) => ({ bucket, key: prefix + name });
const named = (harness: Harness, name: string) => ({ Bucket: harness.bucket, Key: harness.prefix + name });

/** The source of a move, or its copy, is there with its tags. The server may still be deleting the source. */
async function isKept(harness: Harness): Promise<void> {
  const [first] = await harness.large();
  assert.ok(first, "it is gone");
  try {
    await harness.isTagged(first);
  } catch (error) {
    if ((error as Error).name !== "NoSuchKey") throw error;
    await isKept(harness);
  }
}

export const changingRows: FaultRow[] = [
  row({
    command: "New Folder",
    run: ({ send, bucket, prefix }, signal) => createFolder(send, bucket, `${prefix}folder/`, signal),
    right: (harness) => holds(harness, { "folder/": "" }),
  }),
  row({
    command: "Delete",
    arrange,
    run: ({ send, bucket, prefix }, signal) =>
      deleteObjects(send, bucket, [[{ key: `${prefix}f/a` }, { key: `${prefix}f/b` }]], { signal }),
    async right(harness, { deleted, failed }) {
      assert.deepEqual([deleted, failed], [2, []]);
      await holds(harness, { other: "else" });
    },
    async safe(harness) {
      assert.equal((await harness.objects()).other, "else");
    },
  }),
  row({
    command: "Delete a folder",
    arrange,
    run: ({ s3, send, connection, bucket, prefix }, signal) =>
      deleteObjects(send, bucket, s3.allObjects(connection, { bucket, prefix: `${prefix}f/` }, { signal }), { signal }),
    right: (harness) => holds(harness, { other: "else" }),
    async safe(harness) {
      assert.equal((await harness.objects()).other, "else");
    },
  }),
  row({
    command: "Edit Headers",
    arrange: (harness) => harness.put("k", "content", { Metadata: { kept: "yes" }, ...TAGGED }),
    run: (harness, signal, { etag }) =>
      editHeaders(harness.send, at(harness, "k"), etag, { contentType: "text/csv" }, { ...bytes(harness), signal }),
    async right(harness) {
      const { ContentType, Metadata } = await harness.direct.send(new HeadObjectCommand(named(harness, "k")));
      assert.deepEqual([ContentType, Metadata], ["text/csv", { kept: "yes" }]);
      await harness.isTagged("k");
    },
    async safe(harness) {
      await holds(harness, { k: "content" });
      if (harness.copiesHaveTags) await harness.isTagged("k");
    },
  }),
  row({
    command: "Edit Tags",
    arrange: (harness) => harness.put("k", "content"),
    run: (harness, signal) => putTags(harness.send, at(harness, "k"), { team: "red" }, signal),
    right: (harness) => harness.isTagged("k"),
    safe: (harness) => holds(harness, { k: "content" }),
  }),
  row({
    command: "Edit Permissions",
    arrange: (harness) => harness.put("k", "content"),
    run: (harness, signal) => putCannedAcl(harness.send, at(harness, "k"), "bucket-owner-full-control", signal),
    right: () => undefined,
    safe: (harness) => holds(harness, { k: "content" }),
  }),
  row({
    command: "Restore from the archive",
    onlyStrict: "has an archive",
    arrange: (harness) => harness.put("k", "content", { StorageClass: "GLACIER" }),
    run: (harness, signal) => restoreObject(harness.send, at(harness, "k"), { days: 1, tier: "Bulk" }, signal),
    async right(harness) {
      assert.ok((await harness.direct.send(new HeadObjectCommand(named(harness, "k")))).Restore);
    },
  }),
  row({
    command: "Restore an old version",
    async arrange({ versioned: bucket, prefix, target, direct }) {
      const key = `${prefix}k`;
      await target.put(bucket, key, "old");
      const { VersionId: versionId = "" } = await direct.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      await target.put(bucket, key, "newer");
      return { bucket, key, versionId };
    },
    run: (harness, signal, version) => restoreVersion(harness.send, version, { ...bytes(harness), signal }),
    async right({ direct }, _, { bucket, key }) {
      const versions = await versionsOf(directSend(direct), { bucket, key });
      assert.equal(versions.find(({ isLatest }) => isLatest)?.size, 3);
    },
    async safe({ direct }, { bucket, key }) {
      const versions = await versionsOf(directSend(direct), { bucket, key });
      for (const size of [3, 5]) assert.ok(versions.some((version) => version.size === size));
    },
  }),
];

function directSend(client: Harness["direct"]): Harness["send"] {
  const send = async (command: never, _: unknown, { read }: { read?: (response: unknown) => unknown } = {}) => {
    const response = await client.send(command);
    await read?.(response);
    return response;
  };
  const known = { encoding: new EncodingSupport(false), operations: new OperationSupport() };
  return Object.assign(send, known) as unknown as Harness["send"];
}

export const movingRows: FaultRow[] = [
  row({
    command: "Copy To",
    arrange,
    run: (harness, signal) =>
      copyObject(harness.send, at(harness, "f/a"), at(harness, "g/a"), { ...bytes(harness), signal }),
    right: (harness) => holds(harness, { ...BEFORE, "g/a": "one" }),
    safe: nothingLost,
  }),
  row({
    command: "Copy To, in parts",
    arrange: (harness) => harness.putLarge("a"),
    run: (harness, signal) =>
      copyObject(harness.send, at(harness, "a"), at(harness, "b"), { ...parts, ...bytes(harness), signal }),
    async right(harness) {
      assert.deepEqual(await harness.large(), ["a", "b"]);
      await harness.isTagged("b");
    },
    async safe(harness, _, outcome) {
      assert.ok((await harness.large()).includes("a"));
      await harness.noLooseParts(outcome);
    },
  }),
  row({
    command: "Rename, Move",
    arrange,
    run: (harness, signal) =>
      moveObject(harness.send, at(harness, "f/a"), at(harness, "g/a"), { ...bytes(harness), signal }),
    right: (harness) => holds(harness, { "f/b": "two", "g/a": "one", other: "else" }),
    safe: nothingLost,
  }),
  row({
    command: "Move, in parts",
    arrange: (harness) => harness.putLarge("a"),
    run: (harness, signal) =>
      moveObject(harness.send, at(harness, "a"), at(harness, "b"), { ...parts, ...bytes(harness), signal }),
    right: async (harness) => assert.deepEqual(await harness.large(), ["b"]),
    async safe(harness, _, outcome) {
      await isKept(harness);
      await harness.noLooseParts(outcome);
    },
  }),
  row({
    command: "Rename a folder",
    arrange,
    async run(harness, signal) {
      const { s3, send, connection, bucket, prefix } = harness;
      const [from, to] = [`${prefix}f/`, `${prefix}g/`];
      const pages = s3.allObjects(connection, { bucket, prefix: from }, { signal });
      const moves = folderRelocations(send, { bucket, prefix: from }, { bucket, prefix: to }, pages);
      const { done, existing, failed } = await relocate(send, moves, { move: true, ...bytes(harness), signal });
      // Each failure is reported by name; the first one is this run's outcome.
      if (failed[0]) throw failed[0].error;
      return [done, existing.length];
    },
    async right(harness, counts) {
      assert.deepEqual(counts, [2, 0]);
      await holds(harness, { "g/a": "one", "g/b": "two", other: "else" });
    },
    safe: nothingLost,
  }),
];

async function newBucket({ direct }: Harness): Promise<string> {
  const name = newName();
  await direct.send(new CreateBucketCommand({ Bucket: name }));
  return name;
}

/** Leaves nothing of a run on a server that keeps running. */
async function removeBucket({ direct }: Harness, name: string): Promise<void> {
  const Objects = ["a", "b"].map((Key) => ({ Key }));
  await direct.send(new DeleteObjectsCommand({ Bucket: name, Delete: { Objects } })).catch(() => undefined);
  await direct.send(new DeleteBucketCommand({ Bucket: name })).catch(() => undefined);
}

const newName = () => `s3presign-fault-${randomBytes(6).toString("hex")}`;

export const bucketRows: FaultRow[] = [
  row({
    command: "Create Bucket",
    arrange: async () => newName(),
    run: ({ s3, connection }, signal, name) =>
      createBucket(s3.sender(connection, connection.region), connection, name, connection.region, signal),
    async right({ direct }, _, name) {
      await direct.send(new HeadBucketCommand({ Bucket: name }));
    },
    safe: removeBucket,
  }),
  row({
    command: "Delete Bucket",
    arrange: newBucket,
    run: ({ send }, signal, name) => deleteBucket(send, name, signal),
    async right({ direct }, _, name) {
      await assert.rejects(direct.send(new HeadBucketCommand({ Bucket: name })));
    },
    safe: removeBucket,
  }),
  row({
    command: "Delete Bucket with all that it holds",
    async arrange(harness) {
      const name = await newBucket(harness);
      for (const key of ["a", "b"]) await harness.target.put(name, key, key);
      return name;
    },
    async run({ send }, signal, name) {
      const { failed } = await deleteObjects(send, name, allVersions(send, { bucket: name }, signal), { signal });
      assert.deepEqual(failed, []);
      await deleteBucket(send, name, signal);
    },
    async right({ direct }, _, name) {
      await assert.rejects(direct.send(new HeadBucketCommand({ Bucket: name })));
    },
    safe: removeBucket,
  }),
];
