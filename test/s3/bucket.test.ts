import assert from "node:assert/strict";
import { test } from "node:test";
import { Bucket } from "../../src/core/bucket.ts";
import { openS3 } from "../support/product/openS3.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();

/** A handle on a bucket, made as a command makes it. */
async function openBucket(context: Parameters<typeof openS3>[0], options = {}) {
  const { s3, log } = openS3(context, target.current);
  target.current.strict?.faults.clear();
  const name = await target.current.bucket(undefined, options);
  const bucket = await Bucket.open(s3, { connection: "profile:test", bucket: name });
  assert.deepEqual(log, [], "making the handle sends no request");
  return { s3, bucket, name };
}

async function keysOf(bucket: Bucket, prefix = ""): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of bucket.objects(prefix)) keys.push(...page.map(({ key }) => key));
  return keys;
}

test("the handle names its bucket and its connection", async (context) => {
  const { bucket, name } = await openBucket(context);
  assert.deepEqual([bucket.name, bucket.connection.id], [name, "profile:test"]);
  assert.equal(await bucket.region(), target.current.region);
  assert.deepEqual(await bucket.corsRules(), []);
  assert.equal(await bucket.versioning(), "");
  assert.equal((await bucket.access()).bucket, name);
});

test("an object's metadata and properties are read and changed", async (context) => {
  const { bucket, name } = await openBucket(context, { ObjectOwnership: "ObjectWriter" });
  await target.current.put(name, "a b", "text");
  const seen = await bucket.findMetadata({ key: "a b" });
  assert.equal(seen?.ContentLength, 4);
  assert.equal(await bucket.findMetadata({ key: "absent" }), undefined);
  await bucket.putTags({ key: "a b" }, { team: "red" });
  await bucket.putCannedAcl({ key: "a b" }, "private");
  await bucket.editHeaders({ key: "a b" }, seen, { cacheControl: "no-store" });
  const { metadata, tags } = await bucket.readProperties({ key: "a b" });
  assert.deepEqual([metadata.CacheControl, tags], ["no-store", { value: { team: "red" } }]);
});

test("a folder is created, moved to another bucket of the connection, and deleted", async (context) => {
  const { s3, bucket, name } = await openBucket(context);
  const other = new Bucket(s3, bucket.connection, await target.current.bucket());
  await bucket.createFolder("from/");
  await target.current.put(name, "from/k", "text");
  const signal = AbortSignal.timeout(60_000);
  const relocations = bucket.folderRelocations("from/", { bucket: other.name, prefix: "to/" }, signal);
  const { done, failed } = await bucket.relocate(relocations, { move: true });
  assert.deepEqual([done, failed], [2, []]);
  assert.deepEqual([await keysOf(bucket), await keysOf(other)], [[], ["to/", "to/k"]]);
  const first = await other.firstPage("to/", signal);
  assert.deepEqual(
    first.objects.map(({ key }) => key),
    ["to/", "to/k"],
  );
  assert.deepEqual(await other.deleteObjects([[{ key: "to/k" }]]), { deleted: 1, failed: [] });
  assert.deepEqual(await keysOf(other, "to/"), ["to/"]);
});

test("links are signed for the bucket, one by one and in bulk", async (context) => {
  const { bucket, name } = await openBucket(context);
  await target.current.put(name, "k", "text");
  const single = await bucket.presign({ operation: "GetObject", params: { Bucket: name, Key: "k" }, expiresIn: 60 });
  const signer = await bucket.bulkSigner({ expiresIn: 60 });
  for (const url of [single.url, ...(await signer.sign([{ key: "k" }]))])
    assert.equal(await (await fetch(url)).text(), "text");
});

test("a bucket is created, emptied and deleted", async (context) => {
  const { s3, bucket } = await openBucket(context);
  const made = new Bucket(s3, bucket.connection, `${bucket.name}-made`);
  await made.create(bucket.connection.region);
  await target.current.put(made.name, "k", "text");
  const versions: string[] = [];
  for await (const page of made.allVersions()) versions.push(...page.map(({ key }) => key));
  assert.deepEqual(versions, ["k"]);
  assert.deepEqual(await made.deleteObjects(made.allVersions()), { deleted: 1, failed: [] });
  await made.delete();
  await assert.rejects(made.firstPage("", AbortSignal.timeout(60_000)), { code: "noSuchBucket" });
});
