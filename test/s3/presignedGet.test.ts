import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { contentDisposition } from "../../src/core/text/contentDisposition.ts";
import { openS3 } from "../support/product/openS3.ts";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { ODD_KEYS } from "../support/s3Server/sampleBuckets.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const errorCode = (body: Buffer) => /<Code>([^<]+)</.exec(body.toString())?.[1];

async function prepared(context: TestContext, key = "a.txt", body = "content") {
  const opened = openS3(context, target.current);
  const bucket = await target.current.bucket();
  await target.current.put(bucket, key, body);
  const connection = await opened.s3.connection("test");
  const sign = (params = {}, rest = {}) =>
    opened.s3.presign(connection, {
      operation: "get_object",
      params: { Bucket: bucket, Key: key, ...params },
      ...rest,
    });
  return { ...opened, bucket, connection, sign };
}

test("a link downloads the exact bytes, and signing a second one needs no request", async (context) => {
  const { sign, log } = await prepared(context);
  assert.equal((await rawRequest((await sign()).url)).body.toString(), "content");
  assert.deepEqual(
    log.map((line) => line.split(" ")[0]),
    ["HeadBucket", "GetObject"],
    "one request for the region, then the signature",
  );
  const sent = target.current.strict?.requests.length;
  const { url } = await sign({}, { expiresIn: 60 });
  assert.equal(target.current.strict?.requests.length, sent);
  assert.equal((await rawRequest(url)).status, 200);
});

test("every odd key downloads through its link, sent unmodified", async (context) => {
  const { bucket, connection, s3 } = await prepared(context);
  for (const key of ODD_KEYS) {
    await target.current.put(bucket, key, `body of ${key}`);
    const { url } = await s3.presign(connection, { operation: "GetObject", params: { Bucket: bucket, Key: key } });
    assert.match(url, /^[\x21-\x7e]+$/, "a link is printable ASCII");
    const { status, body } = await rawRequest(url);
    assert.equal(`${status} ${body}`, `200 body of ${key}`);
  }
});

test("any change to the link is rejected", async (context) => {
  const { sign, bucket } = await prepared(context);
  await target.current.put(bucket, "b.txt", "other");
  const { url } = await sign({ ResponseContentType: "text/css" });
  const flip = (hex: string) => (hex.endsWith("0") ? hex.replace(/0$/, "1") : hex.replace(/.$/, "0"));
  const signature = /X-Amz-Signature=([0-9a-f]+)/.exec(url)?.[1] as string;
  for (const [what, changed, options] of [
    ["signature", url.replace(signature, flip(signature)), {}],
    ["key", url.replace("a.txt", "b.txt"), {}],
    ["expiry", url.replace("X-Amz-Expires=3600", "X-Amz-Expires=7200"), {}],
    ["query value", url.replace("text%2Fcss", "text%2Fhtml"), {}],
    ["query addition", `${url}&response-expires=0`, {}],
    ["method", url, { method: "DELETE" }],
    ["host", url, { headers: { host: "evil.example.com" } }],
    ["no signature", url.replace(/[?].*/, ""), {}],
  ] as const) {
    const { status, body } = await rawRequest(changed, options);
    assert.ok(status === 403, `${what}: ${status} ${errorCode(body)}`);
  }
  assert.equal((await rawRequest(url)).status, 200, "the link itself still works");
});

test("the response headers are the requested ones, including Unicode file names", async (context) => {
  const { sign } = await prepared(context);
  const ResponseContentDisposition = contentDisposition("attachment", "분기 보고서 “끝”.pdf");
  const { url } = await sign({ ResponseContentDisposition, ResponseContentType: "application/pdf" });
  const { status, headers } = await rawRequest(url);
  assert.equal(status, 200);
  assert.equal(headers["content-disposition"], ResponseContentDisposition);
  assert.equal(headers["content-type"], "application/pdf");
});

test("a key of 1025 bytes, an invalid expiry and an unknown operation give no link", async (context) => {
  const { sign } = await prepared(context);
  await assert.rejects(sign({ Key: "x".repeat(1025) }), { code: "keyTooLong" });
  await assert.rejects(sign({}, { expiresIn: 8 * 86_400 }), { code: "invalidExpiry" });
  await assert.rejects(sign({}, { operation: "get_objct" }), { code: "unsupportedOperation" });
});

test("a bucket that does not exist gives no link", async (context) => {
  const { sign } = await prepared(context);
  await assert.rejects(sign({ Bucket: "s3presign-not-there" }), { code: "noSuchBucket" });
});

test("wrong keys and a missing permission are reported differently", async (context) => {
  const { env } = openS3(context, target.current);
  const { S3 } = await import("../../src/core/s3.ts");
  const { writeFileSync } = await import("node:fs");
  const attempt = async (id: string, secret: string) => {
    writeFileSync(
      env.AWS_SHARED_CREDENTIALS_FILE,
      `[test]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
    );
    const s3 = new S3({ env, isTrusted: () => true, log: () => undefined });
    context.after(() => s3.dispose());
    return s3.buckets(await s3.connection("test"));
  };
  const { accessKeyId, secretAccessKey } = target.current.keys;
  await assert.rejects(attempt(accessKeyId, "wrong"), { code: "secretRefused" });
  await assert.rejects(attempt("AKIANOBODY", secretAccessKey), { code: "keyIdRefused" });
});

test("a link signed without access is rejected by S3, and the listing reports it", async (context) => {
  const { s3, bucket } = await prepared(context);
  const other = await s3.connection("other");
  await assert.rejects(s3.objects(other, { bucket }), { code: "accessDenied" });
});
