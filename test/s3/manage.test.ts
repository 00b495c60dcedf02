import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { objectMetadata } from "../../src/core/client/objectMetadata.ts";
import { putCannedAcl, readGrants } from "../../src/core/objects/acl.ts";
import { isArchived, readRestore } from "../../src/core/objects/archive.ts";
import { createBucket, createFolder, deleteBucket } from "../../src/core/objects/buckets.ts";
import { copyObject } from "../../src/core/objects/copyObject.ts";
import { deleteObjects } from "../../src/core/objects/deleteObjects.ts";
import { editHeaders, readProperties } from "../../src/core/objects/properties.ts";
import { restoreObject } from "../../src/core/objects/restore.ts";
import { restoreVersion } from "../../src/core/objects/restoreVersion.ts";
import { putTags } from "../../src/core/objects/tags.ts";
import { allVersions, versionPage, versionsOf } from "../../src/core/objects/versions.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import { ODD_KEYS } from "../support/s3Server/sampleBuckets.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const rgw = process.env.S3_TEST_ENDPOINT !== undefined;
const onlyStrict = { skip: rgw && "needs features of the strict server" };

const versioned = (Bucket: string) =>
  target.current.client.send(
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
  );

test("objects are deleted a thousand at a time, including odd keys", async (context) => {
  const { send, bucket, keys, log } = await manageSetup(context, target.current);
  const odd = ODD_KEYS.filter((key) => !rgw || !/\p{Cc}/u.test(key));
  const many = rgw ? [] : Array.from({ length: 2000 }, (_, index) => `many/${index}`);
  const all = [...odd, ...many];
  for (const key of all) {
    if (target.current.strict) target.current.strict.store.get(bucket).put(key, "x");
    else await target.current.put(bucket, key, "x");
  }
  log.length = 0;
  const steps: number[] = [];
  const result = await deleteObjects(send, bucket, [all.map((key) => ({ key }))], {
    onStep: ({ deleted }) => steps.push(deleted),
  });
  assert.deepEqual(result, { deleted: all.length, failed: [] });
  assert.deepEqual(await keys(), []);
  if (!rgw) assert.deepEqual(steps.slice(0, 2), [1000, 2000]);
});

test("objects that cannot be deleted are reported by name, and the rest are deleted", onlyStrict, async (context) => {
  const { send, connection, s3, keys } = await manageSetup(context, target.current);
  const bucket = await target.current.bucket(undefined, { ObjectLockEnabledForBucket: true });
  const { client } = target.current;
  const put = async (Key: string, ObjectLockLegalHoldStatus?: "ON") => {
    const held = ObjectLockLegalHoldStatus && { ObjectLockLegalHoldStatus };
    const { VersionId = "" } = await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: "x", ...held }));
    return { key: Key, versionId: VersionId };
  };
  const [free, held] = [await put("free"), await put("held", "ON")];
  const { deleted, failed } = await deleteObjects(send, bucket, [[free, held]]);
  assert.equal(deleted, 1);
  assert.deepEqual(
    failed.map(({ key, versionId, code }) => ({ key, versionId, code })),
    [{ ...held, code: "AccessDenied" }],
  );
  assert.deepEqual(await keys(bucket), ["held"]);
  assert.equal(
    (await deleteObjects(s3.sender(connection), bucket, allVersions(s3.sender(connection), { bucket }))).failed.length,
    1,
  );
});

test("a deletion that is canceled or fails stops at once", onlyStrict, async (context) => {
  const { send, bucket, keys } = await manageSetup(context, target.current);
  const server = target.current.strict ?? assert.fail();
  const all = Array.from({ length: 3000 }, (_, index) => ({ key: String(index).padStart(4, "0") }));
  for (const { key } of all) server.store.get(bucket).put(key, "x");
  const cancelled = new AbortController();
  const cancel = { signal: cancelled.signal, onStep: () => cancelled.abort() };
  await assert.rejects(deleteObjects(send, bucket, [all], cancel), { code: "cancelled" });
  assert.equal((await keys()).length, 2000);
  server.faults.add({ operation: "DeleteObjects", fault: { kind: "status", status: 403, code: "AccessDenied" } });
  await assert.rejects(deleteObjects(send, bucket, [all]), { code: "accessDenied" });
  server.faults.clear();
  assert.equal((await keys()).length, 2000);
});

for (const [fault, ends] of [
  [{ kind: "reset" }, "endpointUnreachable"],
  [{ kind: "cut", afterBytes: 20 }, "endpointUnreachable"],
  [{ kind: "status", status: 500, code: "InternalError" }, "serverFault"],
  [{ kind: "stall" }, "cancelled"],
] as const) {
  test(
    `a deletion with ${fault.kind} fails with ${ends}, and unselected objects are kept`,
    onlyStrict,
    async (context) => {
      const { send, bucket, keys } = await manageSetup(context, target.current);
      const server = target.current.strict ?? assert.fail();
      for (const key of ["a", "b", "kept"]) server.store.get(bucket).put(key, "x");
      server.faults.add({ operation: "DeleteObjects", fault });
      const cancelled = new AbortController();
      if (fault.kind === "stall") setTimeout(() => cancelled.abort(), 50);
      const deleting = deleteObjects(send, bucket, [[{ key: "a" }, { key: "b" }]], { signal: cancelled.signal });
      await assert.rejects(deleting, { code: ends });
      server.faults.clear();
      assert.ok((await keys()).includes("kept"));
      assert.deepEqual(await deleteObjects(send, bucket, [[{ key: "a" }, { key: "b" }]]), { deleted: 2, failed: [] });
      assert.deepEqual(await keys(), ["kept"]);
    },
  );
}

test("versions are listed page by page, an old one is restored, and a bucket is emptied of all of them", async (context) => {
  const { send, bucket, keys } = await manageSetup(context, target.current);
  await versioned(bucket);
  for (const body of ["first", "second"]) await target.current.put(bucket, "a b", body);
  await target.current.put(bucket, "a b c", "another");
  await target.current.put(bucket, "folder/x", "x");
  await deleteObjects(send, bucket, [[{ key: "a b" }]]);
  const page = await versionPage(send, { bucket });
  assert.deepEqual(page.folders, ["folder/"]);
  assert.deepEqual(
    page.versions.map(({ key, isLatest, deleteMarker, size }) => [key, isLatest, deleteMarker, size]),
    [
      ["a b", true, true, 0],
      ["a b", false, false, 6],
      ["a b", false, false, 5],
      ["a b c", true, false, 7],
    ],
  );
  const [marker, , first] = await versionsOf(send, { bucket, key: "a b" });
  assert.ok(marker && first);
  await deleteObjects(send, bucket, [[{ key: "a b", versionId: marker.versionId }]]);
  assert.deepEqual(await keys(), ["a b", "a b c", "folder/x"], "without the marker, the object is visible again");
  await restoreVersion(send, { bucket, key: "a b", versionId: first.versionId });
  assert.equal((await objectMetadata(send, { bucket, key: "a b" })).ContentLength, "first".length);
  const { deleted, failed } = await deleteObjects(send, bucket, allVersions(send, { bucket }));
  assert.deepEqual([deleted, failed], [5, []]);
  await deleteBucket(send, bucket);
  await assert.rejects(send(new HeadBucketCommand({ Bucket: bucket })), { code: "noSuchBucket" });
  // The bucket that is deleted at the end of the run.
  await target.current.client.send(new CreateBucketCommand({ Bucket: bucket }));
});

test("2,500 versions of one key come in three pages, each version once", onlyStrict, async (context) => {
  const { send, bucket, log } = await manageSetup(context, target.current);
  await versioned(bucket);
  const store = target.current.strict?.store.get(bucket);
  for (let version = 0; version < 2500; version++) store?.put("k", String(version), {}, new Date(version * 1000));
  await target.current.put(bucket, "k2", "x");
  log.length = 0;
  const ids = new Set((await versionsOf(send, { bucket, key: "k" })).map(({ versionId }) => versionId));
  assert.deepEqual([ids.size, log.filter((line) => line.startsWith("ListObjectVersions")).length], [2500, 3]);
});

test("odd keys have versions too", onlyStrict, async (context) => {
  const { send, bucket } = await manageSetup(context, target.current);
  const store = target.current.strict?.store.get(bucket);
  for (const key of ODD_KEYS) store?.put(key, "x");
  const found: string[] = [];
  for await (const page of allVersions(send, { bucket })) found.push(...page.map(({ key }) => key));
  assert.deepEqual(found.sort(), [...ODD_KEYS].sort());
});

test("a bucket is created with a valid name in its region", async (context) => {
  const { s3, connection, send } = await manageSetup(context, target.current);
  const name = (await target.current.bucket()).replace("s3presign-", "s3presign-made-");
  await createBucket(s3.sender(connection, connection.region), connection, name, connection.region);
  await createFolder(send, name, "new folder/");
  if (!rgw) await assert.rejects(createFolder(send, name, "new folder/"), { code: "targetExists" });
  assert.equal((await objectMetadata(send, { bucket: name, key: "new folder/" })).ContentLength, 0);
  await deleteObjects(send, name, allVersions(send, { bucket: name }));
  await deleteBucket(send, name);
  for (const bad of ["ab", "Upper", "a..b", "192.168.0.1", "xn--x", "-a-b", "a_b", "a".repeat(64), "x--x-s3"]) {
    await assert.rejects(createBucket(send, connection, bad, connection.region), { code: "invalidBucket" }, bad);
  }
});

test("a name that another account uses is reported", onlyStrict, async (context) => {
  const { s3, connection } = await manageSetup(context, target.current);
  const { region } = connection;
  target.current.strict?.store.create("taken-by-bob", { owner: "444455556666" });
  const making = createBucket(s3.sender(connection, region), connection, "taken-by-bob", region);
  await assert.rejects(making, { code: "bucketTaken" });
});

test("one property is edited, and all others are kept", async (context) => {
  const { send } = await manageSetup(context, target.current);
  const bucket = await target.current.bucket(undefined, { ObjectOwnership: "ObjectWriter" });
  const { client } = target.current;
  await client.send(new DeletePublicAccessBlockCommand({ Bucket: bucket }));
  const at = { bucket, key: "한국어 +a.txt" };
  const sdk = { Bucket: bucket, Key: at.key };
  const put = { Body: "x", ContentType: "text/plain", CacheControl: "no-cache", Metadata: { a: "1" }, Tagging: "t=1" };
  await client.send(new PutObjectCommand({ ...sdk, ...put }));
  await client.send(new PutObjectAclCommand({ ...sdk, ACL: "public-read" }));
  const { ETag = "" } = await objectMetadata(send, at);
  await editHeaders(send, at, ETag, { contentType: "text/markdown" });
  const metadata = await client.send(new HeadObjectCommand(sdk));
  assert.deepEqual(
    [metadata.ContentType, metadata.CacheControl, metadata.Metadata],
    ["text/markdown", "no-cache", { a: "1" }],
  );
  const { TagSet } = await client.send(new GetObjectTaggingCommand(sdk));
  assert.deepEqual(TagSet, [{ Key: "t", Value: "1" }]);
  const isPublic = async () => (await readGrants(send, at)).some(({ to }) => to.endsWith("/AllUsers"));
  assert.equal(await isPublic(), true, "the ACL is unchanged");
  await editHeaders(send, at, ETag, { metadata: { b: "2" }, cacheControl: "max-age=1" });
  await putTags(send, at, { team: "x y", 유니: "코드" });
  await putCannedAcl(send, at, "private");
  const after = await readProperties(send, at);
  assert.deepEqual([after.metadata.ContentType, after.metadata.Metadata], ["text/markdown", { b: "2" }]);
  assert.deepEqual(after.tags, { value: { team: "x y", 유니: "코드" } });
  assert.equal(await isPublic(), false);
  await target.current.put(bucket, at.key, "newer");
  await assert.rejects(editHeaders(send, at, ETag, { contentType: "a/b" }), { code: "changedMeanwhile" });
  await assert.rejects(readProperties(send, { bucket, key: "none" }), { code: "noSuchKey" });
});

test("a property that cannot be read is reported, and the others are shown", onlyStrict, async (context) => {
  const { send, bucket } = await manageSetup(context, target.current);
  await target.current.put(bucket, "k", "x");
  const fault = { kind: "status", status: 403, code: "AccessDenied" } as const;
  for (const operation of ["GetObjectTagging", "GetObjectAcl", "ListObjectVersions", "GetObjectLegalHold"]) {
    target.current.strict?.faults.add({ operation, fault });
  }
  const { metadata, tags, grants, versions, legalHold, retention } = await readProperties(send, { bucket, key: "k" });
  assert.equal(metadata.ContentLength, 1);
  for (const part of [tags, grants, versions, legalHold]) {
    assert.equal("error" in part && part.error.code, "accessDenied");
  }
  assert.deepEqual(retention, { value: undefined });
});

test("reading an archived object reports that it is archived, and it can be restored", onlyStrict, async (context) => {
  const { send, bucket } = await manageSetup(context, target.current);
  target.current.strict?.store.get(bucket).put("cold", "x", { "x-amz-storage-class": "GLACIER" });
  const [from, to] = [
    { bucket, key: "cold" },
    { bucket, key: "warm" },
  ];
  await assert.rejects(copyObject(send, from, to), {
    code: "archived",
    details: { profile: "test", bucket, key: "warm", storageClass: "GLACIER" },
  });
  assert.equal(await restoreObject(send, from, { days: 3, tier: "Bulk" }), "started");
  assert.equal(await restoreObject(send, from, { days: 4, tier: "Bulk" }), "extended");
  const { Restore } = await objectMetadata(send, from);
  const { ongoing, until } = readRestore(Restore) ?? {};
  assert.equal(ongoing, false);
  assert.ok(until && until > new Date());
  const { target: warm } = await copyObject(send, from, to);
  assert.equal(warm.StorageClass, "GLACIER", "the storage class is kept");
});

test("an object archived by S3 Intelligent-Tiering is restored permanently", onlyStrict, async (context) => {
  const { send, bucket } = await manageSetup(context, target.current);
  const [key, headers] = ["tiered", { "x-amz-storage-class": "INTELLIGENT_TIERING" }];
  target.current.strict?.store.get(bucket).put(key, "x", headers, new Date(), { archiveStatus: "ARCHIVE_ACCESS" });
  const place = { bucket, key };
  const before = await objectMetadata(send, place);
  assert.equal(isArchived(before.StorageClass, before.ArchiveStatus), true);
  await assert.rejects(copyObject(send, place, { bucket, key: "copy" }), { code: "archived" });
  await assert.rejects(restoreObject(send, place, { days: 1, tier: "Standard" }), { code: "refused" });
  assert.equal(await restoreObject(send, place, { tier: "Standard" }), "started");
  const { StorageClass, ArchiveStatus } = await objectMetadata(send, place);
  assert.equal(isArchived(StorageClass, ArchiveStatus), false);
});
