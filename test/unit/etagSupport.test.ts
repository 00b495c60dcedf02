import assert from "node:assert/strict";
import { test } from "node:test";
import { md5Of } from "../../src/core/client/digests.ts";
import { EtagSupport } from "../../src/core/client/etagSupport.ts";

const BYTES = Buffer.from("content");
const ETag = `"${md5Of(BYTES)}"`;
const OTHER = `"${"0".repeat(32)}"`;
const certain = (etags: EtagSupport, object: Parameters<EtagSupport["md5"]>[0]) => etags.md5(object)?.isCertain;

test("on Amazon S3, an ETag is an MD5 digest unless S3 says otherwise", () => {
  const etags = new EtagSupport(true);
  assert.deepEqual(etags.md5({ ETag }), { digest: md5Of(BYTES), isCertain: true });
  assert.equal(certain(etags, { ETag, ServerSideEncryption: "AES256" }), true);
  for (const object of [
    { ETag: `"${"0".repeat(32)}-2"` },
    { ETag: `W/${ETag}` },
    { ETag: "" },
    { ETag, ServerSideEncryption: "aws:kms" },
    { ETag, ServerSideEncryption: "aws:kms:dsse" },
    { ETag, ServerSideEncryption: "aws:fsx" },
    { ETag, SSECustomerAlgorithm: "AES256" },
  ]) {
    assert.equal(etags.md5(object), undefined, JSON.stringify(object));
  }
});

test("on other servers, only uploads show up to which size an ETag is an MD5 digest", () => {
  const etags = new EtagSupport(false);
  const object = { ETag, ContentLength: BYTES.length };
  assert.equal(certain(etags, object), false);
  etags.learn(BYTES.subarray(1), { ETag: `"${md5Of(BYTES.subarray(1))}"` });
  assert.equal(certain(etags, object), false);
  etags.learn(BYTES, { ETag });
  assert.equal(certain(etags, object), true);
  assert.equal(certain(etags, { ETag, ContentLength: BYTES.length + 1 }), false);
  assert.equal(certain(etags, { ETag }), false);
  assert.equal(certain(etags, { ...object, ServerSideEncryption: "AES256" }), false);
});

test("one upload whose ETag is not an MD5 digest is enough", () => {
  const etags = new EtagSupport(false);
  etags.learn(BYTES, { ETag });
  etags.learn(Buffer.concat([BYTES, BYTES]), { ETag: OTHER });
  etags.learn(Buffer.concat([BYTES, BYTES, BYTES]), { ETag: `"${md5Of(Buffer.concat([BYTES, BYTES, BYTES]))}"` });
  assert.equal(certain(etags, { ETag, ContentLength: BYTES.length }), false);
});

test("an upload encrypted with another key shows nothing", () => {
  const etags = new EtagSupport(false);
  etags.learn(BYTES, { ETag: OTHER, ServerSideEncryption: "aws:kms" });
  etags.learn(BYTES, { ETag: OTHER, SSECustomerAlgorithm: "AES256" });
  etags.learn(BYTES, { ETag });
  assert.equal(certain(etags, { ETag, ContentLength: BYTES.length }), true);
});
