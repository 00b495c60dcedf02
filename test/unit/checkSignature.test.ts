import assert from "node:assert/strict";
import { test } from "node:test";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import fc from "fast-check";
import { checkSignature } from "../../src/core/inspect/checkSignature.ts";
import { findLink } from "../../src/core/inspect/inspect.ts";

/** Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters", the worked example. */
const PUBLISHED =
  "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256" +
  "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z" +
  "&X-Amz-Expires=86400&X-Amz-SignedHeaders=host" +
  "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
const alice = {
  name: "alice",
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const renewed = { ...alice, name: "renewed", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYANOTHERKEY" };
const bob = { ...alice, name: "bob", accessKeyId: "AKIABOBBOBBOBBOBBOB1" };
const client = new S3Client({ region: "eu-north-1", credentials: alice, requestChecksumCalculation: "WHEN_REQUIRED" });
const [matches, differs] = [
  { outcome: "matches", name: "alice" },
  { outcome: "differs", name: "alice" },
];

const check = (text: string, keys = [bob, alice]) => checkSignature(findLink(text), keys);

test("the signature of the published example matches, also with the URL in another spelling that servers read the same", () => {
  assert.deepEqual(check(PUBLISHED), matches);
  assert.deepEqual(check(PUBLISHED.replace("test.txt", "%74est.txt")), matches);
  assert.deepEqual(check(PUBLISHED.replace("amazonaws.com", "amazonaws.com:443")), matches);
  assert.deepEqual(check(PUBLISHED.replaceAll("%2F", "/")), matches);
});

test("the signature of a link differs after a change to its key, host, query, or expiry", () => {
  for (const [from, to] of [
    ["test.txt", "text.txt"],
    ["examplebucket", "otherbucket"],
    ["Expires=86400", "Expires=86401"],
    ["us-east-1", "us-east-2"],
    ["20130524T000000Z", "20130524T000001Z"],
    ["X-Amz-Expires", "response-content-type=text%2Fhtml&X-Amz-Expires"],
    ["aeeed9", "aeeed8"],
  ] as const)
    assert.deepEqual(check(PUBLISHED.replace(from, to)), differs, `${from} → ${to}`);
});

test("the owner of the keys is named, if several share an access key", () => {
  assert.deepEqual(check(PUBLISHED, [renewed, alice]), matches);
  assert.deepEqual(check(PUBLISHED, [renewed]), { outcome: "differs", name: "renewed" });
});

test("without the keys, the header values, or a version 4 signature, the signature is not checked", async () => {
  assert.deepEqual(check(PUBLISHED, [bob]), { outcome: "notChecked", reason: "unknownKey" });
  const command = new PutObjectCommand({ Bucket: "acme", Key: "a", ContentType: "text/csv" });
  const url = await getSignedUrl(client, command, { signableHeaders: new Set(["content-type"]) });
  const headers = { outcome: "notChecked", reason: "unknownHeaders", headers: ["content-type"] };
  assert.deepEqual(check(url), headers);
  assert.deepEqual(check(`curl -T f -H 'Content-Type: text/csv' '${url}'`), matches);
  assert.deepEqual(check(`curl -T f -H 'Content-Type: text/html' '${url}'`), differs);
  for (const link of [
    PUBLISHED.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512"),
    PUBLISHED.replace(/&X-Amz-Signature.*/, ""),
    PUBLISHED.replace(/\?.*/, ""),
    "s3://acme/a",
  ])
    assert.deepEqual(check(link), { outcome: "notChecked", reason: "unsupported" }, link);
});

test("the SDK's signature for any object key matches, and does not match any other object key", async () => {
  const key = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }).filter((text) => text.isWellFormed());
  await fc.assert(
    fc.asyncProperty(key, async (Key) => {
      const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: "acme", Key, ResponseContentType: Key }));
      assert.deepEqual(check(url), matches);
      assert.deepEqual(check(url.replace("?", "x?")), differs);
    }),
    { numRuns: 200 },
  );
});

test("the signature of a form matches until its policy is changed", async () => {
  const form = await createPresignedPost(client, { Bucket: "acme", Key: "in/${filename}", Fields: { acl: "private" } });
  assert.deepEqual(check(JSON.stringify(form)), matches);
  const policy = Buffer.from('{"expiration":"2099-01-01T00:00:00Z","conditions":[]}').toString("base64");
  assert.deepEqual(check(JSON.stringify({ ...form, fields: { ...form.fields, Policy: policy } })), differs);
});
