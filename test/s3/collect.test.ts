import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { Bucket } from "../../src/core/bucket.ts";
import { arrivedFiles, arrivedInFolder, arrivedInSlots } from "../../src/core/share/arrived.ts";
import { type CollectOptions, collect } from "../../src/core/share/collect.ts";
import { newShareId, sharePlace } from "../../src/core/share/sharePlace.ts";
import type { ShareRecord } from "../../src/core/share/shareRecord.ts";
import { openS3 } from "../support/product/openS3.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const FOLDER = "in/";
const VISIT = "0123456789abcdef";
/** The minimum of every part except the last. */
const MIN_PART = 5 * 1024 ** 2;
const never = new AbortController().signal;

/** A request with ten slots, and what a sender's page does with them. */
async function openRequest(context: TestContext, versioning?: "Enabled" | "Suspended") {
  const { client, strict } = target.current;
  context.after(() => strict?.faults.clear());
  const name = await target.current.bucket();
  for (const Status of versioning === "Suspended"
    ? (["Enabled", "Suspended"] as const)
    : versioning
      ? [versioning]
      : [])
    await client.send(new PutBucketVersioningCommand({ Bucket: name, VersioningConfiguration: { Status } }));
  /** Each has its own connection, as another window has. */
  const openBucket = () => Bucket.open(openS3(context, target.current).s3, { connection: "test", bucket: name });
  const bucket = await openBucket();
  const id = newShareId();
  const place = sharePlace(".s3-presign/", id);
  const record: ShareRecord = {
    version: 1,
    id,
    kind: "request",
    title: "Videos",
    bucket: name,
    page: place.page,
    createdAt: new Date(0).toISOString(),
    endsAt: new Date().toISOString(),
    folder: FOLDER,
    slots: Array.from({ length: 10 }, (_, index) => ({ key: `${place.slots}${index + 1}`, uploadId: "u" })),
  };
  const put = (key: string, body: string) => target.current.put(name, key, body);
  const slot = (number: number) => `${place.slots}${number}`;
  const complete = async (number: number, ...parts: (string | Buffer)[]) => {
    const at = { Bucket: name, Key: slot(number) };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(at));
    const Parts = [];
    for (const [index, Body] of parts.entries()) {
      const part = { ...at, UploadId, PartNumber: index + 1 };
      const { ETag } = await client.send(new UploadPartCommand({ ...part, Body }));
      Parts.push({ PartNumber: index + 1, ETag });
    }
    await client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }));
    return (await bucket.findMetadata({ key: slot(number) }))?.ETag ?? assert.fail("no object");
  };
  const describe = (number: number, manifest: unknown) =>
    put(`${slot(number)}.json`, typeof manifest === "string" ? manifest : JSON.stringify(manifest));
  const hex = "0".repeat(32);
  const send = async (number: number, file: string, ...parts: (string | Buffer)[]) => {
    const etag = await complete(number, ...parts);
    const size = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
    const manifest = { version: 1, name: file, size, firstPart: hex, claim: hex, etag };
    await describe(number, manifest);
    return manifest;
  };
  const keys = async (Prefix: string) => {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: name, Prefix }));
    return Contents.map(({ Key = "" }) => Key);
  };
  const read = async (Key: string) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: name, Key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  };
  const versions = async (Prefix: string) => {
    const { Versions = [], DeleteMarkers = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket: name, Prefix }),
    );
    return { versions: Versions, markers: DeleteMarkers };
  };
  /** Keys of the slots that still have an object. */
  const filled = async () => (await keys(place.slots)).filter((key) => !key.endsWith(".json"));
  const run = (options?: CollectOptions, from = bucket) => collect(from, record, options);
  return { name, bucket, openBucket, record, slot, put, complete, describe, send, keys, read, versions, filled, run };
}

test("what arrived is listed with the names that senders chose: from the folder, and from slots if the manifest fits", async (context) => {
  const { bucket, record, slot, put, complete, describe, send } = await openRequest(context);
  await put(FOLDER, "");
  for (const path of ["a/한글 & <b>.txt", "../x", "b.txt"]) await put(`${FOLDER}${VISIT}/${path}`, path);
  await put(`${FOLDER}plain.txt`, "plain");
  await send(1, "big/video.mp4", "video");
  const manifest = {
    ...(await send(2, "other.bin", "other")),
    name: "forged",
    etag: '"00000000000000000000000000000000-1"',
  };
  await describe(2, manifest);
  await complete(3, "no manifest");
  await describe(4, { ...manifest, name: "not complete" });
  const { files, hasMore } = await arrivedFiles(bucket, record, never);
  assert.equal(hasMore, false);
  const names = files.map(({ name, inSlot }) => `${name}${inSlot ? " (slot)" : ""}`);
  assert.deepEqual(names.sort(), [
    "../x",
    "2 (slot)",
    "3 (slot)",
    "a/한글 & <b>.txt",
    "b.txt",
    "big/video.mp4 (slot)",
    "plain.txt",
  ]);
  assert.equal(files.find(({ key }) => key === slot(1))?.size, 5);
  const times = (await arrivedFiles(bucket, record, never)).files.map(({ modified }) => modified?.getTime() ?? 0);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => b - a),
  );
  assert.deepEqual((await arrivedInFolder(bucket, record, never)).files.length, 4);
  assert.deepEqual((await arrivedInSlots(bucket, record, never)).files.map(({ name }) => name).sort(), ["1", "2", "3"]);
});

test("a large folder is listed up to its first thousand files in one request", async (context) => {
  const { strict } = target.current;
  if (!strict) return context.skip("a thousand uploads take too long");
  const { bucket, name, record } = await openRequest(context);
  const keyAt = (index: number) => `${FOLDER}${String(index).padStart(4, "0")}`;
  strict.store.get(name).generate({ count: 1001, keyAt, bodyAt: () => "x" });
  strict.requests.length = 0;
  const { files, hasMore } = await arrivedInFolder(bucket, record, never);
  assert.deepEqual([files.length, hasMore], [1000, true]);
  assert.deepEqual(
    strict.requests.map(({ operation }) => operation),
    ["ListObjectsV2"],
  );
});

for (const versioning of [undefined, "Enabled", "Suspended"] as const) {
  const where = versioning ? `in a bucket with versioning ${versioning.toLowerCase()}` : "in a plain bucket";

  test(`${where}, Collect gives files their names, numbers those that are taken, and leaves what no manifest describes`, async (context) => {
    const { slot, put, complete, describe, send, keys, read, versions, filled, run } = await openRequest(
      context,
      versioning,
    );
    await put(`${FOLDER}video.mp4`, "older");
    await send(1, "video.mp4", "first");
    await send(2, "video.mp4", "second");
    await send(3, "../../한글 폴더/a\\b?.txt", "third");
    const other = await send(4, "fourth.txt", "fourth");
    await describe(4, { ...other, etag: '"00000000000000000000000000000000-1"' });
    const size = await send(5, "fifth.txt", "fifth");
    await describe(5, { ...size, size: 6 });
    await complete(6, "sixth");
    await complete(7, "seventh");
    await describe(7, "{".repeat(40_000));
    await complete(8, "eighth");
    await describe(8, { ...other, name: "" });
    const { collected, unnamed, failed, older } = await run();
    assert.deepEqual({ failed, older }, { failed: [], older: [] });
    assert.deepEqual(collected, [
      { slot: slot(1), key: `${FOLDER}video (2).mp4` },
      { slot: slot(2), key: `${FOLDER}video (3).mp4` },
      { slot: slot(3), key: `${FOLDER}한글 폴더/a_b_.txt` },
    ]);
    assert.deepEqual(unnamed, [4, 5, 6, 7, 8].map(slot));
    assert.deepEqual(await filled(), unnamed);
    assert.deepEqual((await keys(FOLDER)).sort(), [`${FOLDER}video.mp4`, ...collected.map(({ key }) => key)].sort());
    for (const [index, text] of ["first", "second", "third"].entries())
      assert.equal(String(await read(collected[index]?.key ?? "")), text);
    assert.equal(String(await read(`${FOLDER}video.mp4`)), "older");
    if (versioning !== "Enabled") return;
    const left = await versions(slot(1));
    assert.deepEqual([left.versions.filter(({ Key }) => Key === slot(1)), left.markers], [[], []]);
  });

  test(`${where}, two windows that collect at once lose nothing and make no second copy`, async (context) => {
    const { openBucket, send, keys, read, filled, run } = await openRequest(context, versioning);
    const names = ["a.bin", "b.bin", "c.bin"];
    for (const [index, name] of names.entries()) await send(index + 1, name, `bytes of ${name}`);
    const results = await Promise.all([run(), run({}, await openBucket())]);
    const failures = results.flatMap(({ failed }) => failed.map(({ error }) => error.code));
    assert.ok(
      failures.every((code) => code === "keyClaimed" || code === "changedMeanwhile"),
      failures.join(),
    );
    const again = await run();
    assert.deepEqual(again.failed, []);
    assert.deepEqual(await filled(), []);
    assert.deepEqual(
      await keys(FOLDER),
      names.map((name) => FOLDER + name),
    );
    for (const name of names) assert.equal(String(await read(FOLDER + name)), `bytes of ${name}`);
  });
}

test("a file is copied in parts if it is too large for one request", async (context) => {
  const { slot, send, read, filled, run } = await openRequest(context);
  const parts = [Buffer.alloc(MIN_PART, "one"), Buffer.alloc(MIN_PART, "two"), Buffer.from("end")];
  await send(1, "large.bin", ...parts);
  const { collected, failed } = await run({ partsBeyond: MIN_PART, partSize: MIN_PART });
  assert.deepEqual({ collected, failed }, { collected: [{ slot: slot(1), key: `${FOLDER}large.bin` }], failed: [] });
  assert.ok(Buffer.concat(parts).equals(await read(`${FOLDER}large.bin`)));
  assert.deepEqual(await filled(), []);
});

test("a collection that was interrupted after a copy is finished by the next one, without a second copy", async (context) => {
  const { strict } = target.current;
  if (!strict) return context.skip("the deletion has to fail");
  const { slot, send, keys, filled, run } = await openRequest(context);
  await send(1, "a.bin", "bytes");
  await send(2, "a.bin", "bytes");
  const fault = { kind: "status", status: 403, code: "AccessDenied" } as const;
  for (const number of [1, 2]) strict.faults.add({ operation: "DeleteObject", key: slot(number), fault });
  const { collected, failed } = await run();
  assert.deepEqual([collected, failed.map(({ error }) => error.code)], [[], ["accessDenied", "accessDenied"]]);
  const copies = [`${FOLDER}a (2).bin`, `${FOLDER}a.bin`];
  assert.deepEqual([await keys(FOLDER), await filled()], [copies, [slot(1), slot(2)]]);
  strict.faults.clear();
  const again = await run();
  assert.deepEqual(again.failed, []);
  assert.deepEqual(
    again.collected.map(({ key }) => key),
    [`${FOLDER}a.bin`, `${FOLDER}a (2).bin`],
  );
  assert.deepEqual([await keys(FOLDER), await filled()], [copies, []]);
});

test("in a bucket with versions, only the version that the manifest describes is deleted, and older ones are named", async (context) => {
  const { slot, send, versions, run } = await openRequest(context, "Enabled");
  await send(1, "old.bin", "old");
  const [old] = (await versions(slot(1))).versions.filter(({ Key }) => Key === slot(1));
  await send(1, "new.bin", "newer");
  const { collected, older } = await run();
  assert.deepEqual(collected, [{ slot: slot(1), key: `${FOLDER}new.bin` }]);
  assert.deepEqual(older, [{ key: slot(1), versionId: old?.VersionId }]);
  const left = await versions(slot(1));
  assert.deepEqual(
    left.versions.filter(({ Key }) => Key === slot(1)).map(({ VersionId }) => VersionId),
    [old?.VersionId],
  );
  assert.deepEqual(left.markers, []);
  // The older version is current again, and its manifest was replaced.
  assert.deepEqual((await run()).unnamed, [slot(1)]);
});

test("an object that is replaced while it is collected is not deleted", async (context) => {
  const { strict } = target.current;
  if (!strict) return context.skip("the copy has to be interrupted");
  const { slot, put, send, read, run } = await openRequest(context);
  await send(1, "a.bin", "described");
  strict.faults.add({ operation: "CopyObject", fault: { kind: "delay", milliseconds: 500 }, times: 1 });
  const running = run();
  while (!strict.requests.some(({ operation }) => operation === "CopyObject")) await wait(5);
  await put(slot(1), "replaced");
  const { collected, failed } = await running;
  assert.deepEqual(collected, []);
  assert.deepEqual(
    failed.map(({ error }) => error.code),
    ["changedMeanwhile"],
  );
  assert.equal(String(await read(slot(1))), "replaced");
});
