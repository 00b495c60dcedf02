import assert from "node:assert/strict";
import dns from "node:dns";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { copyObject } from "../../src/core/objects/copyObject.ts";
import { uploadByForm } from "../../src/core/post/upload/upload.ts";
import { NO_LIMIT } from "../../src/core/providers/expiryLimits.ts";
import { checkRequest } from "../../src/core/sign/checkRequest.ts";
import { presign } from "../../src/core/sign/presign.ts";
import { openS3 } from "../support/product/openS3.ts";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { MAX_EXPIRES } from "../support/s3Server/sigV4.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const scratch = scratchFolder("providers");
const strictOnly = { skip: process.env.S3_TEST_ENDPOINT !== undefined && "needs the strict server", timeout: 60_000 };
const DAY = 86_400;

/** The server under test, under the host of a known one. */
async function under(context: TestContext, host: string) {
  const lookup = dns.lookup as (...args: unknown[]) => void;
  context.mock.method(dns, "lookup", (name: string, ...rest: unknown[]) =>
    lookup(name === host ? "127.0.0.1" : name, ...rest),
  );
  const { strict } = target.current;
  assert.ok(strict);
  const bucket = await target.current.bucket();
  const { s3 } = openS3(context, { ...target.current, endpoint: `http://${host}:${strict.port}` });
  const connection = await s3.connection("test");
  context.after(() => {
    strict.maxExpires = MAX_EXPIRES;
    strict.faults.clear();
  });
  strict.requests.length = 0;
  return { s3, connection, bucket, strict, operations: () => strict.requests.map(({ operation }) => operation) };
}

test(
  "a link is signed for longer than 7 days where the server allows it, and the server accepts it",
  strictOnly,
  async (context) => {
    const { s3, connection, bucket, strict } = await under(context, "t3.storage.dev");
    await target.current.put(bucket, "a+ 한.txt", "text");
    const expiresIn = 90 * DAY;
    const get = { operation: "GetObject", params: { Bucket: bucket, Key: "a+ 한.txt" }, expiresIn };
    const signed = await s3.presign(connection, get);
    assert.match(signed.url, /X-Amz-Expires=7776000&/);
    assert.equal(Date.parse(signed.expiresAt) - Date.parse(signed.issuedAt), expiresIn * 1000);
    assert.equal((await rawRequest(signed.url)).status, 400);
    strict.maxExpires = NO_LIMIT;
    assert.equal((await rawRequest(signed.url)).body.toString(), "text");
    assert.equal((await rawRequest(signed.url.replace("X-Amz-Expires=7776000", "X-Amz-Expires=7776001"))).status, 403);

    const signer = await s3.bulkSigner(connection, { bucket, expiresIn });
    for (const link of await signer.sign([{ key: "a+ 한.txt" }, { key: "a+ 한.txt", disposition: "attachment" }]))
      assert.equal((await rawRequest(link)).body.toString(), "text");

    // `of-all:` precedes `of:`, but `of` precedes `of-all`, and the signature covers values without repeated spaces.
    for (const Metadata of [{ of: "us" }, { of: "us", "of-all": "us" }, { of: "two  spaces " }]) {
      const params = { Bucket: bucket, Key: "new.txt", ContentType: "text/x-long", Metadata };
      const put = await s3.presign(connection, { operation: "PutObject", params, expiresIn });
      assert.ok(Object.keys(put.headers).length > 0);
      const { status } = await rawRequest(put.url, { method: "PUT", headers: put.headers, body: "new" });
      assert.equal(status, 200, JSON.stringify(Metadata));
    }

    await assert.rejects(s3.presign(connection, { ...get, expiresIn: expiresIn + 1 }), {
      code: "invalidExpiry",
      details: { given: "7776001", reason: "tooLong", limit: expiresIn },
    });
  },
);

test("the limit of the server is checked before any request is sent", strictOnly, async (context) => {
  const { s3, connection, bucket, operations } = await under(context, "storage.yandexcloud.net");
  const tooLong = { code: "invalidExpiry", details: { given: "2592001", reason: "tooLong", limit: 30 * DAY } };
  const expiresIn = 30 * DAY + 1;
  const params = { Bucket: bucket, Key: "a" };
  await assert.rejects(s3.presign(connection, { operation: "GetObject", params, expiresIn }), tooLong);
  await assert.rejects(s3.bulkSigner(connection, { bucket, expiresIn }), tooLong);
  await assert.rejects(s3.presignPost(connection, { bucket, key: "a", expiresIn }), tooLong);
  assert.deepEqual(operations(), []);
  const form = await s3.presignPost(connection, { bucket, key: "a", expiresIn: 30 * DAY });
  assert.equal(Date.parse(form.expiresAt) - Date.parse(form.issuedAt), 30 * DAY * 1000);
});

test("no form is signed for a server that has none, and a link for uploads is", strictOnly, async (context) => {
  const host = `${"0a".repeat(16)}.r2.cloudflarestorage.com`;
  const { s3, connection, bucket, operations } = await under(context, host);
  for (const [key, start] of [
    ["in/${filename}", "in/"],
    ["in/a.txt", "in/a.txt"],
  ] as const) {
    await assert.rejects(s3.presignPost(connection, { bucket, key }), {
      code: "noPostForms",
      details: { server: "Cloudflare R2", connection: "profile:test", bucket, key: start },
    });
  }
  assert.deepEqual(operations(), []);
  const put = await s3.presign(connection, { operation: "PutObject", params: { Bucket: bucket, Key: "in/a.txt" } });
  assert.equal((await rawRequest(put.url, { method: "PUT", headers: put.headers, body: "a" })).status, 200);
});

test("an upload shows that an unknown server has no forms", strictOnly, async (context) => {
  const { s3, connection, bucket, strict } = await under(context, "files.example.com");
  const path = join(scratch.path, "a.txt");
  writeFileSync(path, "a");
  const form = await s3.presignPost(connection, { bucket, key: "in/${filename}" });
  for (const [status, code] of [
    [501, "NotImplemented"],
    [400, "NotImplemented"],
    [405, "MethodNotAllowed"],
  ] as const) {
    strict.faults.add({ operation: "PostObject", fault: { kind: "status", status, code } });
    await assert.rejects(uploadByForm(form, { path }, { profile: "test" }), {
      code: "noPostForms",
      details: { server: `files.example.com:${strict.port}` },
    });
    strict.faults.clear();
  }
  strict.faults.add({ operation: "PostObject", fault: { kind: "status", status: 500, code: "InternalError" } });
  await assert.rejects(uploadByForm(form, { path }, { profile: "test" }), { code: "serverFault" });
});

test("an object is copied whole on a server that cannot copy parts", strictOnly, async (context) => {
  for (const [host, copies] of [
    ["storage.googleapis.com", ["CopyObject"]],
    ["s3.fr-par.scw.cloud", ["CreateMultipartUpload", "UploadPartCopy", "CompleteMultipartUpload"]],
  ] as const) {
    const { s3, connection, bucket, operations } = await under(context, host);
    await target.current.put(bucket, "a", "text");
    const options = { partsBeyond: 3, confirmLoss: async () => undefined };
    await copyObject(s3.sender(connection), { bucket, key: "a" }, { bucket, key: "b" }, options);
    // A write can be repeated to find out whether its condition has an effect.
    const sent = new Set(operations().filter((operation) => /Copy|Multipart/.test(operation)));
    assert.deepEqual([...sent], copies, host);
    const { Body } = await target.current.client.send(new GetObjectCommand({ Bucket: bucket, Key: "b" }));
    assert.equal(await Body?.transformToString(), "text");
  }
});

test("a server with a limit of 7 days rejects a link that is signed for longer", { timeout: 60_000 }, async () => {
  const { client, strict } = target.current;
  const bucket = await target.current.bucket();
  await target.current.put(bucket, "a", "text");
  const statusOf = async (expiresIn: number) => {
    const request = { operation: "GetObject", params: { Bucket: bucket, Key: "a" }, expiresIn };
    const { url, headers } = await presign(client, checkRequest(request, NO_LIMIT), "test");
    return (await rawRequest(url, { headers })).status;
  };
  assert.equal(await statusOf(7 * DAY), 200);
  assert.equal(await statusOf(7 * DAY + 1), strict ? 400 : 403);
});
