import assert from "node:assert/strict";
import { test } from "node:test";
import { baseName, hasDotSegments, parseS3Uri } from "../../src/core/address/location.ts";
import { htmlForm, postJson } from "../../src/core/snippets/htmlForm.ts";
import { SNIPPET_LANGUAGES } from "../../src/core/snippets/snippets.ts";
import { contentDisposition } from "../../src/core/text/contentDisposition.ts";
import { writeDuration } from "../../src/core/text/duration.ts";
import { redact } from "../../src/core/text/redact.ts";
import { isSecretName } from "../../src/core/text/secretNames.ts";
import { leaksIn } from "../support/checks/leaks.ts";
import { assertQuick } from "../support/checks/processorTime.ts";

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
    `X-Amz-S3session-Token: ${secret}`,
    `{"x-amz-s3session-token":"${secret}"}`,
    `["X-Amz-S3session-Token","${secret}"]`,
    `http%3A%2F%2Fh%3FX-Amz-S3session-Token%3D${secret}%26x`,
    `http%253A%252F%252Fh%253FX-Amz-S3session-Token%253D${secret}`,
    `%7B%22sessionToken%22%3A%22${secret}%22%7D`,
    `Authorization: AWS AKIDEXAMPLE:${secret}/0123456789+ab=`,
    `{"authorization":"AWS AKIDEXAMPLE:${secret}/0123456789+ab="}`,
    `AWS%20AKIDEXAMPLE%3A${secret}%2F0123456789%3D`,
    `Authorization: Bearer ${secret}`,
    `{"SSECustomerKey":"${secret}","SSECustomerAlgorithm":"AES256"}`,
    `{"CopySourceSSECustomerKey": { "base64": "${secret}" } }`,
    `{\\"SSECustomerKey\\":\\"${secret}\\"}`,
    `<Credentials><SessionToken>${secret}</SessionToken><SecretAccessKey>${secret}</SecretAccessKey>`,
    `&lt;SessionToken&gt;${secret}&lt;/SessionToken&gt;`,
    `{"Code":"Success","Token":"${secret}"}`,
    `{"accessToken":"${secret}","refreshToken":"${secret}","clientSecret":"${secret}"}`,
    `AWS_CONTAINER_AUTHORIZATION_TOKEN=${secret}`,
    `-----\r\nContent-Disposition: form-data; name="policy"\r\n\r\n${secret}\r\n-----`,
    `{"secretAccessKey":"a \\"quoted\\" ${secret}"}`,
    `connect ECONNREFUSED http://admin:${secret}@s3.corp:9000/`,
    `https://admin:p@ss:${secret}@s3.corp`,
    `endpoint=https%3A%2F%2Fadmin%3A${secret}%40s3.corp`,
  ]) {
    const redacted = redact(text);
    assert.doesNotMatch(redacted, new RegExp(secret), text);
    assert.equal(redact(redacted), redacted, text);
  }
});

test("what is no secret is not redacted", () => {
  for (const text of [
    "GetObject demo 200 3 ms",
    "x-amz-server-side-encryption-customer-key-MD5: 1B2M2Y8AsgTpgAmY7PhCfg==",
    '{"ContinuationToken":"1ueGcxLPRx1Tr"}',
    "https://h/b?continuation-token=1ueGcxLPRx1Tr&prefix=a@b",
    "docs/policy: final.pdf",
    "SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.",
    "http://localhost:9000/a:b@c",
    "AWS credentials: none",
    "https://h/?X-Amz-SignedHeaders=host",
  ]) {
    assert.equal(redact(text), text);
  }
});

test("redaction takes a time in proportion to the text", () => {
  const starts = ["", "AWS", '"policy"', "sessionToken=", '"sessionToken":"', "://a:", "%3A%2F%2Fa%3A", "GetBytes('"];
  const repeated = [
    "AWS++",
    "AWS ",
    "+",
    " ",
    '"policy"',
    'name="policy" ',
    "policy=",
    "://a:",
    '\\"',
    "authorization ",
  ];
  for (const text of starts.flatMap((start) => repeated.map((unit) => start + unit.repeat(20_000)))) {
    assertQuick(() => redact(text), 0.5, text.slice(0, 40));
  }
});

test("no saved form or snippet has a secret after redaction", () => {
  const secrets = {
    policy: Buffer.from('{"expiration":"2026-12-01T12:00:00.000Z","conditions":[]}').toString("base64"),
    "x-amz-signature": "0123456789abcdef".repeat(4),
    "x-amz-security-token": "FwoGZXIvYXdzEJr//////////wEaDExample+Token/1234==",
  };
  const times = { issuedAt: "", expiresAt: "", effectiveExpiresAt: "", warnings: [] };
  const post = { kind: "post" as const, url: "https://b/", fields: { key: "a", ...secrets }, policy: {}, ...times };
  const written = SNIPPET_LANGUAGES.filter(({ id }) => id !== "wget").map((each) => each.write(post, {}));
  assert.equal(written.length, 4);
  for (const text of [...written, htmlForm(post), postJson(post), JSON.stringify(postJson(post))]) {
    assert.ok(leaksIn(text, secrets).length >= 3, text);
    assert.deepEqual(leaksIn(redact(text), secrets), [], redact(text));
  }
});

test("a secret is recognized by its name, however it is spelled", () => {
  for (const name of [
    "X-Amz-S3session-Token",
    "x-amz-security-token",
    "SSECustomerKey",
    "x-amz-copy-source-server-side-encryption-customer-key",
    "aws_session_token",
    "sessionToken",
    "SecretAccessKey",
    "Signature",
    "X-Amz-Signature",
    "policy",
  ]) {
    assert.ok(isSecretName(name), name);
  }
  for (const name of ["continuation-token", "SSECustomerKeyMD5", "x-amz-policy-x", "key", "X-Amz-SignedHeaders"])
    assert.ok(!isSecretName(name), name);
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

test("a duration is written as its two largest units, in the reader's language", () => {
  const written = [0, 1, 59, 60, 5400, 86_399, 90_061, 604_800].map((seconds) => writeDuration(seconds, "en"));
  assert.deepEqual(written, [
    "0 seconds",
    "1 second",
    "59 seconds",
    "1 minute",
    "1 hour 30 minutes",
    "23 hours 59 minutes",
    "1 day 1 hour",
    "7 days",
  ]);
  assert.equal(writeDuration(5400, "ko"), "1시간 30분");
});
