import assert from "node:assert/strict";
import { test } from "node:test";
import { baseName, hasDotSegments, parseS3Uri } from "../../src/core/address/location.ts";
import { contentDisposition } from "../../src/core/text/contentDisposition.ts";
import { redact } from "../../src/core/text/redact.ts";

test("signatures, tokens and secrets are redacted from the log", () => {
  const secret = "deadbeefSECRET";
  for (const text of [
    `https://h/k?X-Amz-Signature=${secret}`,
    `https://h/k?X-Amz-Security-Token=${secret}&X-Amz-Date=1`,
    `http%3A%2F%2Fh%3FX-Amz-Signature%3D${secret}`,
    `Authorization: AWS4-HMAC-SHA256 Credential=AKID/x, SignedHeaders=host, Signature=${secret}`,
    `aws_secret_access_key = ${secret}`,
    `{"secretAccessKey":"${secret}","sessionToken":"${secret}"}`,
    `{ secretAccessKey: '${secret}' }`,
    `x-amz-security-token: ${secret}`,
    `https://h/k?X-Amz-S3session-Token=${secret}&X-Amz-Date=1`,
    `{"x-amz-server-side-encryption-customer-key":"${secret}"}`,
    `x-amz-copy-source-server-side-encryption-customer-key: ${secret}`,
    `{"policy":"${secret}","x-amz-signature":"${secret}"}`,
  ]) {
    assert.doesNotMatch(redact(text), new RegExp(secret), text);
  }
  assert.equal(redact("GetObject demo 200 3 ms"), "GetObject demo 200 3 ms");
});

test("a file name in any script becomes a Latin-1 header", () => {
  assert.equal(contentDisposition("attachment", "plan.pdf"), "attachment; filename=plan.pdf");
  const korean = contentDisposition("inline", '보고서 "끝".pdf');
  assert.match(korean, /^inline; filename="[\x20-\x7e]+"; filename\*=UTF-8''%EB%B3%B4/);
  assert.doesNotMatch(contentDisposition("attachment", "a\r\nSet-Cookie: b"), /[\r\n]/);
});

test("S3 URIs are parsed, base names extracted and dot segments detected", () => {
  assert.deepEqual(parseS3Uri("s3://b/a b/%20+?#/../c"), { bucket: "b", key: "a b/%20+?#/../c" });
  assert.deepEqual(parseS3Uri("s3://b//lead"), { bucket: "b", key: "/lead" });
  for (const [uri, code] of [
    ["b/k", "invalidLocation"],
    ["s3://b", "invalidLocation"],
    ["s3:///k", "invalidLocation"],
    ["s3://b/", "emptyKey"],
    [`s3://b/${"x".repeat(1025)}`, "keyTooLong"],
  ] as const) {
    assert.throws(() => parseS3Uri(uri), { code }, uri);
  }
  assert.equal(baseName("a/b/c.txt"), "c.txt");
  assert.equal(baseName("a/b/"), "b");
  assert.equal(baseName("//"), "//");
  assert.ok(hasDotSegments("a/./b") && hasDotSegments("..") && !hasDotSegments("a/.b/..c"));
});
