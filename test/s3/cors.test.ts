import assert from "node:assert/strict";
import { test } from "node:test";
import { type CORSRule, GetObjectCommand, PutBucketCorsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const rgw = process.env.S3_TEST_ENDPOINT !== undefined;

async function prepared(rules: CORSRule[]) {
  const { client } = target.current;
  const Bucket = await target.current.bucket();
  const at = { Bucket, Key: "k" };
  await target.current.put(Bucket, "k", "content");
  if (rules.length > 0) {
    await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: rules } }));
  }
  const get = await getSignedUrl(client, new GetObjectCommand(at));
  const put = await getSignedUrl(client, new PutObjectCommand(at));
  return { get, put };
}

const origin = (name: string, more = {}) => ({ headers: { origin: name, ...more } });
const ask = (name: string, method: string, headers?: string) => ({
  method: "OPTIONS",
  ...origin(name, {
    "access-control-request-method": method,
    ...(headers && { "access-control-request-headers": headers }),
  }),
});

const RULES: CORSRule[] = [
  {
    AllowedMethods: ["PUT"],
    AllowedOrigins: ["https://*.example.com"],
    AllowedHeaders: ["content-*"],
    MaxAgeSeconds: 60,
  },
  { AllowedMethods: ["GET"], AllowedOrigins: ["*"], ExposeHeaders: ["ETag"] },
];

test("a browser's preflight request for a presigned link is decided by the bucket's rules", async () => {
  const { get, put } = await prepared(RULES);
  const allowed = await rawRequest(put, ask("https://app.example.com", "PUT", "Content-Type"));
  assert.equal(allowed.status, 200);
  assert.equal(allowed.headers["access-control-allow-origin"], "https://app.example.com");
  assert.equal(allowed.headers["access-control-allow-methods"], "PUT");
  assert.equal(allowed.headers["access-control-allow-headers"]?.toString().toLowerCase(), "content-type");
  assert.equal(allowed.headers["access-control-max-age"], "60");
  const anyone = await rawRequest(get, ask("https://any.where", "GET"));
  // RGW 16.2 returns the origin of the request, S3 returns *.
  assert.equal(anyone.headers["access-control-allow-origin"], rgw ? "https://any.where" : "*");
  for (const [what, question] of [
    ["origin", ask("https://example.com", "PUT")],
    ["method", ask("https://app.example.com", "DELETE")],
    ["header", ask("https://app.example.com", "PUT", "content-type, x-other")],
  ] as const) {
    const { status, body } = await rawRequest(put, question);
    assert.equal(status, 403, what);
    // RGW 16.2 returns AccessDenied.
    if (!rgw) assert.match(body.toString(), /AccessForbidden.*CORSResponse: This CORS request is not allowed/s);
  }
});

test("a bucket without rules allows nothing", async () => {
  const { get } = await prepared([]);
  const { status, body } = await rawRequest(get, ask("https://a.example", "GET"));
  assert.equal(status, 403);
  if (!rgw) assert.match(body.toString(), /CORSResponse: CORS is not enabled for this bucket/);
  assert.equal((await rawRequest(get, origin("https://a.example"))).headers["access-control-allow-origin"], undefined);
});

test("every response, including errors, says which origin may read it", async () => {
  const { get, put } = await prepared(RULES);
  const { status, headers } = await rawRequest(get, origin("https://any.where"));
  assert.equal(status, 200);
  assert.equal(headers["access-control-allow-origin"], "*");
  assert.equal(headers["access-control-expose-headers"], "ETag");
  const refused = await rawRequest(`${get}0`, origin("https://any.where"));
  assert.equal(refused.status, 403);
  if (!rgw) assert.equal(refused.headers["access-control-allow-origin"], "*", "RGW 16.2 omits it from errors");
  const other = await rawRequest(put, { method: "PUT", body: "x", ...origin("https://evil.example") });
  assert.equal(other.status, 200, "it is the browser that keeps the response from the page");
  assert.equal(other.headers["access-control-allow-origin"], undefined);
});
