import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { type TestContext, test } from "node:test";
import { S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { CHECKSUMS } from "../../src/core/client/s3Client.ts";
import { checkPostRequest, type PostRequest } from "../../src/core/post/policy/postRequest.ts";
import { presignPost } from "../../src/core/post/sign/presignPost.ts";

interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}
const KEYS: Keys = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
const clientWith = (credentials: Keys) => new S3Client({ region: "us-east-1", credentials, ...CHECKSUMS });

const sign = (request: Partial<PostRequest>, { keys = KEYS, clockOffset = 0 } = {}) =>
  presignPost(clientWith(keys), checkPostRequest({ bucket: "b", key: "k", ...request }), "p", clockOffset);
const at = (context: TestContext, time: string) =>
  context.mock.timers.enable({ apis: ["Date"], now: new Date(time).getTime() });

type Policy = { expiration: string; conditions: (unknown[] | Record<string, string>)[] };
const OF_SIGNER = /x-amz-(algorithm|credential|date|security-token)/i;
const conditionsOf = (policy: object) =>
  (policy as Policy).conditions.filter((condition) => !OF_SIGNER.test(JSON.stringify(condition)));
/** The form that the SDK produces when it is used as documented. */
async function plainSdk(input: Omit<Parameters<typeof createPresignedPost>[1], "Bucket">) {
  const { fields } = await createPresignedPost(clientWith(KEYS), { Bucket: "b", ...input });
  const policy: Policy = JSON.parse(Buffer.from(fields.Policy ?? "", "base64").toString());
  return conditionsOf(policy).filter((condition) => !("bucket" in condition));
}

test("the form's signature is made with the key of its day and region", async (context) => {
  at(context, "2015-12-29T00:00:00.500Z");
  const signed = await sign({ bucket: "sigv4examplebucket", key: "user/user1/photo.jpg", expiresIn: 900 });
  const credential = "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request";
  assert.deepEqual(signed, {
    kind: "post",
    url: "https://sigv4examplebucket.s3.us-east-1.amazonaws.com/",
    fields: {
      key: "user/user1/photo.jpg",
      "x-amz-algorithm": "AWS4-HMAC-SHA256",
      "x-amz-credential": credential,
      "x-amz-date": "20151229T000000Z",
      policy: Buffer.from(JSON.stringify(signed.policy)).toString("base64"),
      "x-amz-signature": signed.fields["x-amz-signature"],
    },
    policy: {
      expiration: "2015-12-29T00:15:00Z",
      conditions: [
        { bucket: "sigv4examplebucket" },
        { "X-Amz-Algorithm": "AWS4-HMAC-SHA256" },
        { "X-Amz-Credential": credential },
        { "X-Amz-Date": "20151229T000000Z" },
        { key: "user/user1/photo.jpg" },
      ],
    },
    issuedAt: "2015-12-29T00:00:00.000Z",
    expiresAt: "2015-12-29T00:15:00.000Z",
    effectiveExpiresAt: "2015-12-29T00:15:00.000Z",
    warnings: signed.warnings,
  });
  // Amazon S3 API Reference, "Authenticating Requests in Browser-Based Uploads Using POST".
  const step = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const signingKey = ["20151229", "us-east-1", "s3", "aws4_request"].reduce<string | Buffer>(
    step,
    `AWS4${KEYS.secretAccessKey}`,
  );
  assert.equal(signed.fields["x-amz-signature"], step(signingKey, signed.fields.policy ?? "").toString("hex"));
  assert.deepEqual(JSON.parse(JSON.stringify(signed)), signed);
});

test("a prefix condition is kept when the form already has a value, whereas the SDK would make it an exact one", async () => {
  const fields = { "Content-Type": "image/" };
  const prefix: ["starts-with", string, string] = ["starts-with", "$Content-Type", "image/"];
  assert.deepEqual(await plainSdk({ Key: "k", Fields: fields, Conditions: [prefix] }), [prefix, fields, { key: "k" }]);
  const signed = await sign({ fields, conditions: [prefix] });
  assert.deepEqual(conditionsOf(signed.policy), [prefix, { bucket: "b" }, { key: "k" }]);
  assert.equal(signed.fields["Content-Type"], "image/");
});

test("${filename} becomes a prefix condition anywhere, whereas the SDK handles it only at the end of the key", async () => {
  const form = { "x-amz-meta-name": "${filename}", "Content-Disposition": 'attachment; filename="${filename}"' };
  for (const [key, before] of [
    ["in/${filename}", "in/"],
    ["in/${filename}.bak", "in/"],
    ["${filename}/x", ""],
    ["a-${filename}-${filename}", "a-"],
  ] as const) {
    const prefix = ["starts-with", "$key", before];
    const { policy, fields } = await sign({ key, fields: form });
    assert.deepEqual(conditionsOf(policy), [
      ["starts-with", "$x-amz-meta-name", ""],
      ["starts-with", "$Content-Disposition", 'attachment; filename="'],
      { bucket: "b" },
      prefix,
    ]);
    assert.deepEqual({ key: fields.key, ...form }, { key, ...form });
  }
  assert.deepEqual(await plainSdk({ Key: "in/${filename}.bak", Fields: { "x-amz-meta-name": "${filename}" } }), [
    { "x-amz-meta-name": "${filename}" },
    { key: "in/${filename}.bak" },
  ]);
  assert.deepEqual(await plainSdk({ Key: "a-${filename}-${filename}" }), [["starts-with", "$key", "a-${filename}-"]]);
});

test("an exact condition on ${filename}, which boto3 needs for a field, becomes a prefix condition", async () => {
  const { policy } = await sign({
    key: "in/${filename}",
    fields: { "x-amz-meta-name": "${filename}" },
    conditions: [{ "x-amz-meta-name": "${filename}" }, ["eq", "$key", "in/${filename}"]],
  });
  assert.deepEqual(conditionsOf(policy), [
    ["starts-with", "$x-amz-meta-name", ""],
    { bucket: "b" },
    ["starts-with", "$key", "in/"],
  ]);
});

test("every field has one condition, x-ignore- fields have none, and there are no duplicates", async () => {
  const { policy, fields } = await sign({
    fields: { acl: "private", "X-Amz-Storage-Class": "STANDARD", "x-ignore-note": "n", key: "k", bucket: "b" },
    conditions: [{ ACL: "private" }, ["eq", "$acl", "private"], { key: "k" }, { bucket: "b" }],
  });
  assert.deepEqual(conditionsOf(policy), [
    { acl: "private" },
    { "X-Amz-Storage-Class": "STANDARD" },
    { bucket: "b" },
    { key: "k" },
  ]);
  assert.deepEqual(Object.keys(fields), [
    "acl",
    "X-Amz-Storage-Class",
    "x-ignore-note",
    "key",
    "x-amz-algorithm",
    "x-amz-credential",
    "x-amz-date",
    "policy",
    "x-amz-signature",
  ]);
});

test("a field that appears only in the conditions is left to the uploader, with a warning", async () => {
  const signed = await sign({ conditions: [["starts-with", "$x-amz-meta-a", ""]] });
  assert.ok(!("x-amz-meta-a" in signed.fields));
  const warning = signed.warnings.find(({ code }) => code === "fieldLeftToUploader");
  assert.match(warning?.message ?? "", /Other programs must set the field themselves\.$/);
});

test("temporary credentials add their token to form and policy, and the form expires with them", async (context) => {
  at(context, "2026-01-01T00:00:00Z");
  const keys = { ...KEYS, sessionToken: "TOKEN", expiration: new Date("2026-01-01T00:15:00Z") };
  const signed = await sign({ expiresIn: 43_200 }, { keys });
  assert.equal(signed.fields["x-amz-security-token"], "TOKEN");
  assert.ok((signed.policy as Policy).conditions.some((c) => "X-Amz-Security-Token" in c));
  assert.equal(signed.expiresAt, "2026-01-01T12:00:00.000Z");
  assert.equal(signed.effectiveExpiresAt, "2026-01-01T00:15:00.000Z");
  assert.equal(signed.warnings[0]?.code, "credentialsEndSooner");
  const unknown = await sign({}, { keys: { ...KEYS, sessionToken: "TOKEN" } });
  assert.equal(unknown.warnings[0]?.code, "credentialsEndUnknown");
  const dead = { ...keys, expiration: new Date("2025-12-31T23:59:59Z") };
  await assert.rejects(sign({}, { keys: dead }), { code: "credentialsExpired" });
});

test("the date follows the server's clock when it is off by up to 15 minutes, also across midnight", async (context) => {
  at(context, "2026-01-01T23:55:00Z");
  const signed = await sign({ expiresIn: 60 }, { clockOffset: 10 * 60_000 });
  assert.equal(signed.fields["x-amz-date"], "20260102T000500Z");
  assert.match(signed.fields["x-amz-credential"] ?? "", /\/20260102\//);
  assert.equal(signed.expiresAt, "2026-01-02T00:06:00.000Z");
  await assert.rejects(sign({}, { clockOffset: 16 * 60_000 }), { code: "clockSkew", details: { seconds: 960 } });
});

test("an endpoint from the environment does not affect the form of a client that ignores it", async (context) => {
  const before = process.env.AWS_ENDPOINT_URL_S3;
  process.env.AWS_ENDPOINT_URL_S3 = "https://trap.example.com";
  context.after(() => {
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL_S3;
    else process.env.AWS_ENDPOINT_URL_S3 = before;
  });
  const checked = checkPostRequest({ bucket: "uploads", key: "k" });
  const urlOf = async (ignoreConfiguredEndpointUrls: boolean) => {
    const client = new S3Client({ region: "us-east-1", credentials: KEYS, ignoreConfiguredEndpointUrls });
    return (await presignPost(client, checked, "p")).url;
  };
  assert.match(await urlOf(false), /trap/);
  assert.equal(await urlOf(true), "https://uploads.s3.us-east-1.amazonaws.com/");
});
