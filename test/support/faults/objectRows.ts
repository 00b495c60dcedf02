import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  HeadObjectCommand,
} from "@aws-sdk/client-s3";
import { putCannedAcl } from "../../../src/core/objects/acl.ts";
import { createBucket, createFolder, deleteBucket, emptyBucket } from "../../../src/core/objects/buckets.ts";
import { copyObject } from "../../../src/core/objects/copyObject.ts";
import { deleteObjects } from "../../../src/core/objects/deleteObjects.ts";
import { moveObject } from "../../../src/core/objects/moveObject.ts";
import { editHeaders } from "../../../src/core/objects/properties.ts";
import { folderRelocations, relocate } from "../../../src/core/objects/relocate.ts";
import { restoreObject } from "../../../src/core/objects/restore.ts";
import { restoreVersion } from "../../../src/core/objects/restoreVersion.ts";
import { putTags } from "../../../src/core/objects/tags.ts";
import { versionsOf } from "../../../src/core/objects/versions.ts";
import { arrange, BEFORE, holds, nothingLost } from "./beforeAndAfter.ts";
import { PART, TAGGED } from "./ground.ts";
import type { Lab } from "./lab.ts";
import { type FaultRow, row } from "./row.ts";

const parts = { partsBeyond: PART, partSize: PART };

const at = ({ bucket, prefix }: Lab, name: string) => ({ bucket, key: prefix + name });
const named = (lab: Lab, name: string) => ({ Bucket: lab.bucket, Key: lab.prefix + name });

export const changingRows: FaultRow[] = [
  row({
    command: "New Folder",
    run: ({ send, bucket, prefix }, signal) => createFolder(send, bucket, `${prefix}folder/`, signal),
    right: (lab) => holds(lab, { "folder/": "" }),
  }),
  row({
    command: "Delete",
    arrange,
    run: ({ send, bucket, prefix }, signal) =>
      deleteObjects(send, bucket, [[{ key: `${prefix}f/a` }, { key: `${prefix}f/b` }]], { signal }),
    async right(lab, { deleted, failed }) {
      assert.deepEqual([deleted, failed], [2, []]);
      await holds(lab, { other: "else" });
    },
    async safe(lab) {
      assert.equal((await lab.objects()).other, "else");
    },
  }),
  row({
    command: "Delete a folder",
    arrange,
    run: ({ s3, send, connection, bucket, prefix }, signal) =>
      deleteObjects(send, bucket, s3.allObjects(connection, { bucket, prefix: `${prefix}f/` }, { signal }), { signal }),
    right: (lab) => holds(lab, { other: "else" }),
    async safe(lab) {
      assert.equal((await lab.objects()).other, "else");
    },
  }),
  row({
    command: "Edit Headers",
    arrange: (lab) => lab.put("k", "content", { Metadata: { kept: "yes" }, ...TAGGED }),
    run: (lab, signal, { etag }) => editHeaders(lab.send, at(lab, "k"), etag, { contentType: "text/csv" }, { signal }),
    async right(lab) {
      const { ContentType, Metadata } = await lab.direct.send(new HeadObjectCommand(named(lab, "k")));
      assert.deepEqual([ContentType, Metadata], ["text/csv", { kept: "yes" }]);
      await lab.isTagged("k");
    },
    async safe(lab) {
      await holds(lab, { k: "content" });
      if (lab.copiesHaveTags) await lab.isTagged("k");
    },
  }),
  row({
    command: "Edit Tags",
    arrange: (lab) => lab.put("k", "content"),
    run: (lab, signal) => putTags(lab.send, at(lab, "k"), { team: "red" }, signal),
    right: (lab) => lab.isTagged("k"),
    safe: (lab) => holds(lab, { k: "content" }),
  }),
  row({
    command: "Edit Permissions",
    arrange: (lab) => lab.put("k", "content"),
    run: (lab, signal) => putCannedAcl(lab.send, at(lab, "k"), "bucket-owner-full-control", signal),
    right: () => undefined,
    safe: (lab) => holds(lab, { k: "content" }),
  }),
  row({
    command: "Restore from the archive",
    onlyStrict: "has an archive",
    arrange: (lab) => lab.put("k", "content", { StorageClass: "GLACIER" }),
    run: (lab, signal) => restoreObject(lab.send, at(lab, "k"), { days: 1, tier: "Bulk" }, signal),
    async right(lab) {
      assert.ok((await lab.direct.send(new HeadObjectCommand(named(lab, "k")))).Restore);
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
    run: ({ send }, signal, version) => restoreVersion(send, version, { signal }),
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

const directSend = (client: Lab["direct"]): Lab["send"] =>
  (async (command, _, read) => {
    const answer = await client.send(command);
    read?.(answer);
    return answer;
  }) as Lab["send"];

export const movingRows: FaultRow[] = [
  row({
    command: "Copy To",
    arrange,
    run: (lab, signal) => copyObject(lab.send, at(lab, "f/a"), at(lab, "g/a"), { signal }),
    right: (lab) => holds(lab, { ...BEFORE, "g/a": "one" }),
    safe: nothingLost,
  }),
  row({
    command: "Copy To, in parts",
    arrange: (lab) => lab.putLarge("a"),
    run: (lab, signal) => copyObject(lab.send, at(lab, "a"), at(lab, "b"), { ...parts, signal }),
    async right(lab) {
      assert.deepEqual(await lab.large(), ["a", "b"]);
      await lab.isTagged("b");
    },
    async safe(lab, _, outcome) {
      assert.ok((await lab.large()).includes("a"));
      await lab.noLooseParts(outcome);
    },
  }),
  row({
    command: "Rename, Move",
    arrange,
    run: (lab, signal) => moveObject(lab.send, at(lab, "f/a"), at(lab, "g/a"), { signal }),
    right: (lab) => holds(lab, { "f/b": "two", "g/a": "one", other: "else" }),
    safe: nothingLost,
  }),
  row({
    command: "Move, in parts",
    arrange: (lab) => lab.putLarge("a"),
    run: (lab, signal) => moveObject(lab.send, at(lab, "a"), at(lab, "b"), { ...parts, signal }),
    right: async (lab) => assert.deepEqual(await lab.large(), ["b"]),
    async safe(lab, _, outcome) {
      const [first] = await lab.large();
      assert.ok(first, "it is gone");
      // The source, as long as it is there.
      await lab.isTagged(first);
      await lab.noLooseParts(outcome);
    },
  }),
  row({
    command: "Rename a folder",
    arrange,
    async run({ s3, send, connection, bucket, prefix }, signal) {
      const [from, to] = [`${prefix}f/`, `${prefix}g/`];
      const pages = s3.allObjects(connection, { bucket, prefix: from }, { signal });
      const moves = folderRelocations({ bucket, prefix: from }, { bucket, prefix: to }, pages);
      const { done, existing, failed } = await relocate(send, moves, { move: true, signal });
      // Each is told by its name; the first is this run's outcome.
      if (failed[0]) throw failed[0].error;
      return [done, existing.length];
    },
    async right(lab, counts) {
      assert.deepEqual(counts, [2, 0]);
      await holds(lab, { "g/a": "one", "g/b": "two", other: "else" });
    },
    safe: nothingLost,
  }),
];

async function newBucket({ direct }: Lab): Promise<string> {
  const name = newName();
  await direct.send(new CreateBucketCommand({ Bucket: name }));
  return name;
}

/** Nothing of a run is left on a server that goes on. */
async function removeBucket({ direct }: Lab, name: string): Promise<void> {
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
    async arrange(lab) {
      const name = await newBucket(lab);
      for (const key of ["a", "b"]) await lab.target.put(name, key, key);
      return name;
    },
    async run({ send }, signal, name) {
      const { failed } = await emptyBucket(send, name, { signal });
      assert.deepEqual(failed, []);
      await deleteBucket(send, name, signal);
    },
    async right({ direct }, _, name) {
      await assert.rejects(direct.send(new HeadBucketCommand({ Bucket: name })));
    },
    safe: removeBucket,
  }),
];
