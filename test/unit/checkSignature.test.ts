import assert from "node:assert/strict";
import { test } from "node:test";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import fc from "fast-check";
import { checkSignature } from "../../src/core/inspect/checkSignature.ts";
import { findLink } from "../../src/core/inspect/inspect.ts";
import { PUBLISHED_V4 } from "../support/cases/publishedLinks.ts";

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
  assert.deepEqual(check(PUBLISHED_V4), matches);
  assert.deepEqual(check(PUBLISHED_V4.replace("test.txt", "%74est.txt")), matches);
  assert.deepEqual(check(PUBLISHED_V4.replace("amazonaws.com", "amazonaws.com:443")), matches);
  assert.deepEqual(check(PUBLISHED_V4.replaceAll("%2F", "/")), matches);
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
    assert.deepEqual(check(PUBLISHED_V4.replace(from, to)), differs, `${from} → ${to}`);
});

test("the parameters of a link are in the order of their names, one of which can start with another", async () => {
  const command = new PutObjectCommand({ Bucket: "acme", Key: "a", Metadata: { part: "1", "part-of": "2" } });
  assert.deepEqual(check(await getSignedUrl(client, command)), matches);
});

test("the owner of the keys is named, if several share an access key", () => {
  assert.deepEqual(check(PUBLISHED_V4, [renewed, alice]), matches);
  assert.deepEqual(check(PUBLISHED_V4, [renewed]), { outcome: "differs", name: "renewed" });
});

test("without the keys, the header values, or a version 4 signature, the signature is not checked", async () => {
  assert.deepEqual(check(PUBLISHED_V4, [bob]), { outcome: "notChecked", reason: "unknownKey" });
  const command = new PutObjectCommand({ Bucket: "acme", Key: "a", ContentType: "text/csv" });
  const url = await getSignedUrl(client, command, { signableHeaders: new Set(["content-type"]) });
  const headers = { outcome: "notChecked", reason: "unknownHeaders", headers: ["content-type"] };
  assert.deepEqual(check(url), headers);
  assert.deepEqual(check(`curl -T f -H 'Content-Type: text/csv' '${url}'`), matches);
  assert.deepEqual(check(`curl -T f -H 'Content-Type: text/html' '${url}'`), differs);
  for (const link of [
    PUBLISHED_V4.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512"),
    PUBLISHED_V4.replace(/&X-Amz-Signature.*/, ""),
    PUBLISHED_V4.replace(/\?.*/, ""),
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

test("a host that several addresses share is signed for any of them", async () => {
  const at = (endpoint: string | undefined, isReplaced: boolean, bucket?: string) => {
    return { url: "https://files.example", isReplaced, ...(endpoint && { endpoint }), ...(bucket && { bucket }) };
  };
  const [one, other] = ["http://minio:9000", "http://ceph:7480"];
  const linkTo = async (endpoint: string, url: string) => {
    const command = new GetObjectCommand({ Bucket: "acme", Key: "acme/k" });
    const signer = new S3Client({ region: "eu-north-1", credentials: alice, endpoint, forcePathStyle: true });
    return (await getSignedUrl(signer, command)).replace(`${endpoint}/acme/`, url);
  };
  const hidden = { outcome: "notChecked", reason: "unknownHeaders", headers: ["host"] };
  for (const [endpoint, url, endpoints, changed] of [
    [one, "https://files.example/acme/", [at(one, true), at(other, true)], differs],
    [other, "https://files.example/acme/", [at(one, true), at(other, true)], differs],
    [one, "https://files.example/acme/", [at(other, false), at(one, true)], differs],
    ["https://files.example", "https://files.example/acme/", [at(one, true), at(other, false)], differs],
    [one, "https://files.example/", [at(one, true), at(one, true, "acme")], differs],
    [one, "https://files.example/acme/", [at(one, true, "other"), at(one, true)], differs],
    [one, "https://files.example/acme/", [at(undefined, true), at(one, true)], hidden],
  ] as const) {
    for (const all of [endpoints, endpoints.toReversed()]) {
      const link = await linkTo(endpoint, url);
      const checked = (text: string) => checkSignature(findLink(text, new Date(), all), [alice], all);
      assert.deepEqual(checked(link), matches, JSON.stringify(all));
      assert.deepEqual(checked(link.replace("/k?", "/l?")), changed, JSON.stringify(all));
    }
  }
});

test("the signature of a form matches until its policy is changed", async () => {
  const form = await createPresignedPost(client, { Bucket: "acme", Key: "in/${filename}", Fields: { acl: "private" } });
  assert.deepEqual(check(JSON.stringify(form)), matches);
  const policy = Buffer.from('{"expiration":"2099-01-01T00:00:00Z","conditions":[]}').toString("base64");
  assert.deepEqual(check(JSON.stringify({ ...form, fields: { ...form.fields, Policy: policy } })), differs);
});
