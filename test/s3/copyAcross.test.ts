import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { type TestContext, test } from "node:test";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { SendRequest } from "../../src/core/client/send.ts";
import { PART_CONCURRENCY } from "../../src/core/client/sizeLimits.ts";
import { copyFile, findFile, readObject, renameFile } from "../../src/core/files/objectFiles.ts";
import { readProperties } from "../../src/core/objects/properties.ts";
import { putObject } from "../../src/core/objects/putObject.ts";
import { UPLOAD_PART_SIZE } from "../../src/core/transfer/storeObject.ts";
import { learnConditions } from "../support/product/learnConditions.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import type { ServerFaultRule } from "../support/s3Server/serverFaults.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const onlyStrict = { skip: process.env.S3_TEST_ENDPOINT !== undefined && "needs the strict server" };
const LARGE = 5 * UPLOAD_PART_SIZE + 3;

/** Two buckets of different accounts, of which neither may read the other's. */
async function setup(context: TestContext) {
  const opened = await manageSetup(context, target.current);
  const { s3, connection, bucket, send } = opened;
  const { endpoint, region, otherKeys: credentials } = target.current;
  const theirs = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  const Bucket = `${bucket}-theirs`;
  await theirs.send(new CreateBucketCommand({ Bucket }));
  const [from, into] = [await s3.access(connection, bucket), await s3.access(await s3.connection("other"), Bucket)];
  context.after(async () => {
    target.current.strict?.faults.clear();
    for (const Key of ["k", "learned"]) await theirs.send(new DeleteObjectCommand({ Bucket, Key }));
    await theirs.send(new DeleteBucketCommand({ Bucket }));
    theirs.destroy();
  });
  const put = async (Body: Buffer) => {
    await target.current.client.send(new PutObjectCommand({ Bucket: bucket, Key: "k", Body, ContentType: "text/x-a" }));
  };
  const move = () => renameFile(from, "k", { access: into, key: "k", overwrite: false });
  /** What is at the source and at the target, and how many uploads in parts are left over. */
  const left = async () => ({
    source: (await findFile(from, "k"))?.size,
    target: (await findFile(into, "k"))?.size,
    uploads: target.current.strict?.store.get(Bucket).uploads.size ?? 0,
  });
  return { ...opened, from, into, send, Bucket, put, move, left };
}

test("a large object is moved to another account part by part", async (context) => {
  const { from, into, Bucket, put, move, left, s3 } = await setup(context);
  const bytes = randomBytes(LARGE);
  await put(bytes);
  await learnConditions(into);
  const requests = target.current.strict?.requests ?? [];
  requests.length = 0;
  await move();
  assert.deepEqual(await left(), { source: undefined, target: LARGE, uploads: 0 });
  assert.ok(Buffer.from((await readObject(into, "k")).bytes).equals(bytes));
  const { metadata } = await readProperties(s3.sender(await s3.connection("other")), { bucket: Bucket, key: "k" });
  assert.equal(metadata.ContentType, "text/x-a");
  if (!target.current.strict) return;
  const ahead = requests.map(({ operation, bucket }) =>
    operation === "GetObject" && bucket === from.bucket ? 1 : operation === "UploadPart" ? -1 : 0,
  );
  const inMemory = ahead.map((_, index) => ahead.slice(0, index + 1).reduce((sum: number, step) => sum + step, 0));
  assert.ok(Math.max(...inMemory) <= PART_CONCURRENCY, `${Math.max(...inMemory)} parts in memory`);
  for (const { operation, bucket, headers } of requests) {
    // The claim of the key is small.
    if (operation === "PutObject") assert.ok(Number(headers["content-length"]) < 1000, "stored as a whole");
    if (operation !== "GetObject" || bucket !== from.bucket) continue;
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "") ?? assert.fail("read as a whole");
    assert.ok(Number(last) - Number(first) < UPLOAD_PART_SIZE);
  }
});

for (const size of [0, 1, UPLOAD_PART_SIZE]) {
  test(`an object of ${size} bytes is copied to another account`, async (context) => {
    const { from, into, put, left } = await setup(context);
    const bytes = randomBytes(size);
    await put(bytes);
    await copyFile(from, "k", { access: into, key: "k", overwrite: false });
    assert.deepEqual(await left(), { source: size, target: size, uploads: 0 });
    assert.ok(Buffer.from((await readObject(into, "k")).bytes).equals(bytes));
  });
}

test("a source that changes while it is read is not stored", async (context) => {
  const { put, move, left, into } = await setup(context);
  await put(Buffer.alloc(LARGE, "a"));
  const { request } = into;
  let changing: Promise<void> | undefined;
  const change: SendRequest = async (command, ...rest) => {
    // After the first parts are read, each byte of the source changes, but not its size.
    if ("PartNumber" in command.input) changing ??= put(Buffer.alloc(LARGE, "b"));
    await changing;
    return request(command, ...rest);
  };
  Object.assign(into, { request: Object.assign(change, request) });
  await assert.rejects(move(), { code: "changedMeanwhile" });
  assert.deepEqual(await left(), { source: LARGE, target: undefined, uploads: 0 });
});

test("without ETags, a source that changes while it is read is not stored", onlyStrict, async (context) => {
  const { from, into, move, left } = await setup(context);
  const { strict } = target.current;
  strict?.quirks.add("noEtags");
  context.after(() => strict?.quirks.clear());
  const store = strict?.store.get(from.bucket);
  store?.put("k", Buffer.alloc(LARGE, "a"), {}, new Date(Date.now() - 60_000));
  const { request } = into;
  const change: SendRequest = async (command, ...rest) => {
    if ("PartNumber" in command.input) store?.put("k", Buffer.alloc(LARGE, "b"));
    return request(command, ...rest);
  };
  Object.assign(into, { request: Object.assign(change, request) });
  await assert.rejects(move(), { code: "changedMeanwhile" });
  assert.deepEqual(await left(), { source: LARGE, target: undefined, uploads: 0 });
});

const cut = (afterBytes: number, times?: number): ServerFaultRule => ({
  operation: "GetObject",
  fault: { kind: "cut", afterBytes },
  ...(times && { times }),
});

test("a source that is cut off is continued, or else not stored", onlyStrict, async (context) => {
  const { put, move, left } = await setup(context);
  const faults = target.current.strict?.faults;
  await put(randomBytes(LARGE));
  faults?.add(cut(100_000, 3));
  faults?.add(cut(0));
  await assert.rejects(move(), { code: "endpointUnreachable" });
  assert.deepEqual(await left(), { source: LARGE, target: undefined, uploads: 0 });
  faults?.clear();
  faults?.add(cut(100_000, 3));
  await move();
  assert.deepEqual(await left(), { source: undefined, target: LARGE, uploads: 0 });
});

test("a large object keeps its tags", async (context) => {
  const { from, into, put, move, s3 } = await setup(context);
  const { client, strict } = target.current;
  strict?.quirks.add("tagsOfPartsIgnored");
  context.after(() => strict?.quirks.clear());
  await put(Buffer.alloc(LARGE));
  const TagSet = [{ Key: "team", Value: "a b+c" }];
  await client.send(new PutObjectTaggingCommand({ Bucket: from.bucket, Key: "k", Tagging: { TagSet } }));
  await move();
  assert.equal(await findFile(from, "k"), undefined);
  const { tags } = await readProperties(s3.sender(await s3.connection("other")), { bucket: into.bucket, key: "k" });
  assert.deepEqual(tags, { value: { team: "a b+c" } });
});

test("another object that replaces the copy at once is not taken for it", onlyStrict, async (context) => {
  const { into, put, move, left } = await setup(context);
  const { strict } = target.current;
  strict?.quirks.add("emptyEtag");
  context.after(() => strict?.quirks.clear());
  await put(Buffer.alloc(LARGE, "a"));
  const { request } = into;
  const replace: SendRequest = async (command, ...rest) => {
    const response = await request(command, ...rest);
    if ("MultipartUpload" in command.input) strict?.store.get(into.bucket).put("k", Buffer.alloc(LARGE, "b"));
    return response;
  };
  Object.assign(into, { request: Object.assign(replace, request) });
  await assert.rejects(move(), { code: "changedMeanwhile", details: { bucket: into.bucket, key: "k" } });
  assert.deepEqual(await left(), { source: LARGE, target: LARGE, uploads: 0 });
});

test("an object whose size is missing from HeadObject is not taken for an empty one", onlyStrict, async (context) => {
  const { from, put, move, left } = await setup(context);
  await put(Buffer.from("five!"));
  const fault = { kind: "body", status: 200, body: "" } as const;
  target.current.strict?.faults.add({ operation: "HeadObject", bucket: from.bucket, fault });
  await assert.rejects(move(), { code: "responseTooLarge" });
  target.current.strict?.faults.clear();
  assert.deepEqual(await left(), { source: 5, target: undefined, uploads: 0 });
});

for (const size of [5000, LARGE]) {
  test(`${size} bytes that do not match the checksum of their object are not stored`, onlyStrict, async (context) => {
    const { bucket, send, move, left } = await setup(context);
    // Shows that the ETags of this server are MD5 digests.
    await putObject(send, { bucket, key: "known" }, randomBytes(size), { expected: "absent" });
    const etag = '"0123456789abcdef0123456789abcdef"';
    target.current.strict?.store.get(bucket).put("k", randomBytes(size), {}, new Date(), { etag });
    await assert.rejects(move(), { code: "objectDamaged" });
    assert.deepEqual(await left(), { source: size, target: undefined, uploads: 0 });
  });
}
