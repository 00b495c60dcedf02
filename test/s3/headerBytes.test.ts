import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { type TestContext, test } from "node:test";
import { HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { copyFile, readObject, saveObject } from "../../src/core/files/objectFiles.ts";
import { copyObject } from "../../src/core/objects/copyObject.ts";
import { withEntry } from "../../src/core/objects/entries.ts";
import { moveObject } from "../../src/core/objects/moveObject.ts";
import { editHeaders, readProperties } from "../../src/core/objects/properties.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const onlyStrict = { skip: process.env.S3_TEST_ENDPOINT !== undefined && "sets the state of the strict server" };

const bytes = new TextEncoder().encode("after");
/** More than 2 MiB, from which on the SDK sends `Expect: 100-continue`. */
const manyBytes = Buffer.alloc(3 * 1024 ** 2, "after");
const inParts = { partsBeyond: 1 };

/** `name` ends with the byte A0, a space in Latin-1. `encoded` has the form in which Amazon S3 returns text (RFC 2047). */
const Metadata = { name: "한글à", mixed: "a é 🙂 z", encoded: "=?UTF-8?B?7ZWc6riA?=", plain: "x" };
const ContentDisposition = 'attachment; filename="보고서.txt"';

/** Sends header values as UTF-8, without the code under test. */
async function putText(Bucket: string): Promise<string> {
  const command = new PutObjectCommand({ Bucket, Key: "k", Body: "before", Metadata, ContentDisposition });
  command.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { headers: Record<string, string>; body: unknown };
      for (const [name, value] of Object.entries(request.headers))
        request.headers[name] = Buffer.from(value).toString("latin1");
      // Otherwise Node would encode the headers together with the body.
      request.body = Readable.from([Buffer.from("before")]);
      return next(args);
    },
    { step: "deserialize" },
  );
  return (await target.current.client.send(command)).ETag ?? "";
}

/** The bytes of the headers, read without the code under test. */
async function stored(Bucket: string, Key: string) {
  const head = await target.current.client.send(new HeadObjectCommand({ Bucket, Key }));
  const text = (value = "") => Buffer.from(value, "latin1").toString();
  const metadata = Object.entries(head.Metadata ?? {}).map(([name, value]) => [name, text(value)]);
  return { Metadata: Object.fromEntries(metadata), ContentDisposition: text(head.ContentDisposition) };
}

async function setup(context: TestContext) {
  const { s3, connection, bucket, send } = await manageSetup(context, target.current);
  return { s3, bucket, send, access: await s3.access(connection, bucket), place: { bucket, key: "k" } };
}

test("headers in UTF-8 keep their bytes in saves, edits, copies and moves", async (context) => {
  const { send, bucket, access, place } = await setup(context);
  const etag = await putText(bucket);
  const expected = { Metadata, ContentDisposition };
  assert.deepEqual(await stored(bucket, "k"), expected);
  await copyObject(send, place, { bucket, key: "whole" });
  await copyObject(send, place, { bucket, key: "parts" }, inParts);
  await moveObject(send, { bucket, key: "whole" }, { bucket, key: "moved" }, inParts);
  for (const key of ["parts", "moved"]) assert.deepEqual(await stored(bucket, key), expected, key);
  let saved = etag;
  for (const content of [manyBytes, new Uint8Array(), bytes]) {
    saved = await saveObject(access, "k", content, saved);
    assert.deepEqual(await stored(bucket, "k"), expected);
    assert.deepEqual((await readObject(access, "k")).bytes, Buffer.from(content));
  }
  await editHeaders(send, place, saved, { cacheControl: "no-cache" });
  assert.deepEqual(await stored(bucket, "k"), expected);
});

test("metadata in UTF-8 is shown and edited as text", async (context) => {
  const { send, bucket, place } = await setup(context);
  const etag = await putText(bucket);
  const { metadata } = await readProperties(send, place);
  assert.deepEqual(metadata.Metadata, Metadata);
  assert.equal(metadata.ContentDisposition, ContentDisposition);
  await editHeaders(send, place, etag, { metadata: withEntry(Metadata, "plain", "값") });
  assert.deepEqual(await stored(bucket, "k"), { Metadata: { ...Metadata, plain: "값" }, ContentDisposition });
});

test("headers in UTF-8 keep their bytes in a save that is sent again", onlyStrict, async (context) => {
  const { bucket, access } = await setup(context);
  const etag = await putText(bucket);
  const { faults } = target.current.strict ?? assert.fail();
  faults.add({ operation: "PutObject", fault: { kind: "status", status: 503, code: "SlowDown" }, times: 1 });
  await saveObject(access, "k", bytes, etag);
  assert.deepEqual(await stored(bucket, "k"), { Metadata, ContentDisposition });
  assert.equal(String((await readObject(access, "k")).bytes), "after");
});

test("headers in UTF-8 keep their bytes in a copy to another account", onlyStrict, async (context) => {
  const { s3, bucket, access } = await setup(context);
  await putText(bucket);
  const into = target.current.strict?.store.create(`${bucket}-other`, { owner: "444455556666" }) ?? assert.fail();
  const other = await s3.access(await s3.connection("other"), into.name);
  await copyFile(access, "k", { access: other, key: "k", overwrite: false });
  const { headers = {} } = into.get("k") ?? {};
  assert.equal(Buffer.from(headers["x-amz-meta-name"] ?? "", "latin1").toString(), Metadata.name);
  assert.equal(Buffer.from(headers["content-disposition"] ?? "", "latin1").toString(), ContentDisposition);
});

test(
  "metadata that is not UTF-8 is copied by the server, and any other write reports it and changes nothing",
  onlyStrict,
  async (context) => {
    const { send, bucket, access, place } = await setup(context);
    const store = target.current.strict?.store.get(bucket) ?? assert.fail();
    const headers = { "x-amz-meta-name": "caf\xe9" };
    const { etag } = store.put("k", "before", headers);
    const reported = { code: "headerNotText", details: { header: "x-amz-meta-name" } };
    await assert.rejects(saveObject(access, "k", bytes, etag), reported);
    await assert.rejects(editHeaders(send, place, etag, { cacheControl: "no-cache" }), reported);
    await assert.rejects(copyObject(send, place, { bucket, key: "parts" }, inParts), reported);
    assert.deepEqual([store.get("parts"), store.uploads.size], [undefined, 0]);
    assert.equal(String(store.get("k")?.body), "before");
    await copyObject(send, place, { bucket, key: "whole" });
    assert.equal(store.get("whole")?.headers["x-amz-meta-name"], headers["x-amz-meta-name"]);
    await editHeaders(send, place, etag, { metadata: { name: "café" } });
    assert.equal(store.get("k")?.headers["x-amz-meta-name"], Buffer.from("café").toString("latin1"));
  },
);
