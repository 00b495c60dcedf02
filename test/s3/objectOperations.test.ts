import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  RestoreObjectCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
/** Each test skipped for Ceph RGW 16.2 says how RGW behaves. */
const rgw = process.env.S3_TEST_ENDPOINT !== undefined;
const skipOnRgw = (reason: string) => ({ skip: rgw && reason });
const code = (body: Buffer) => /<Code>([^<]+)</.exec(body.toString())?.[1];

/** With ACLs enabled, as in buckets created before April 2023. */
const WITH_ACLS = { ObjectOwnership: "ObjectWriter" } as const;

async function withObject(options = {}) {
  const { client } = target.current;
  const Bucket = await target.current.bucket(undefined, options);
  const at = { Bucket, Key: "folder/a b+c.txt" };
  await client.send(
    new PutObjectCommand({ ...at, Body: "content", ContentType: "text/plain", Metadata: { origin: "first" } }),
  );
  return { client, Bucket, at, source: `${Bucket}/${encodeURIComponent(at.Key)}` };
}

const read = async (at: { Bucket: string; Key: string }) => {
  const response = await target.current.client.send(new GetObjectCommand(at));
  return { ...response, text: await response.Body?.transformToString() };
};

test("a copy keeps bytes and metadata, or takes the given replacements", async () => {
  const { client, Bucket, at, source } = await withObject();
  const copied = { Bucket, Key: "copied" };
  await client.send(new CopyObjectCommand({ ...copied, CopySource: source, Metadata: { origin: "ignored" } }));
  const { text, ContentType, Metadata } = await read(copied);
  assert.deepEqual(
    { text, ContentType, Metadata },
    { text: "content", ContentType: "text/plain", Metadata: { origin: "first" } },
  );
  const replaced = { CopySource: source, MetadataDirective: "REPLACE", Metadata: { origin: "second" } } as const;
  await client.send(new CopyObjectCommand({ ...copied, ...replaced }));
  assert.deepEqual((await read(copied)).Metadata, { origin: "second" });
  await client.send(new CopyObjectCommand({ ...at, ...replaced }));
  assert.deepEqual((await read(at)).Metadata, { origin: "second" });
});

test("a copy is rejected when the source is missing, when it is the target, and when its conditions are not met", async () => {
  const { client, Bucket, at, source } = await withObject();
  const copy = (input: { CopySource: string; CopySourceIfMatch?: string; CopySourceIfNoneMatch?: string }) =>
    client.send(new CopyObjectCommand({ Bucket, Key: "copied", ...input }));
  await assert.rejects(copy({ CopySource: `${Bucket}/nothing` }), { name: "NoSuchKey" });
  await assert.rejects(client.send(new CopyObjectCommand({ ...at, CopySource: source })), { name: "InvalidRequest" });
  const { ETag = "" } = await read(at);
  // RGW 16.2 copies anyway.
  for (const condition of rgw ? [] : [{ CopySourceIfMatch: '"x"' }, { CopySourceIfNoneMatch: ETag }]) {
    await assert.rejects(copy({ CopySource: source, ...condition }), { name: "PreconditionFailed" });
  }
  await copy({ CopySource: source, CopySourceIfMatch: ETag });
});

test("tags come from a header, and are replaced, copied and deleted", async () => {
  const { client, Bucket, at, source } = await withObject();
  const tags = async (Key = at.Key) => (await client.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet;
  assert.deepEqual(await tags(), []);
  await client.send(new PutObjectCommand({ ...at, Body: "", Tagging: "team=a%20b&kind=x" }));
  const sorted = (await tags())?.sort((a, b) => ((a.Key ?? "") < (b.Key ?? "") ? -1 : 1));
  assert.deepEqual(sorted, [
    { Key: "kind", Value: "x" },
    { Key: "team", Value: "a b" },
  ]);
  await client.send(new PutObjectTaggingCommand({ ...at, Tagging: { TagSet: [{ Key: "k", Value: "<&>" }] } }));
  assert.equal((await read(at)).TagCount, 1);
  await client.send(new CopyObjectCommand({ Bucket, Key: "copied", CopySource: source }));
  assert.deepEqual(await tags("copied"), [{ Key: "k", Value: "<&>" }]);
  await client.send(new DeleteObjectTaggingCommand(at));
  assert.deepEqual(await tags(), []);
  const twice = [1, 2].map((value) => ({ Key: "same", Value: String(value) }));
  const doubled = client.send(new PutObjectTaggingCommand({ ...at, Tagging: { TagSet: twice } }));
  if (rgw) await doubled;
  else await assert.rejects(doubled, { name: "InvalidTag" });
});

test("many objects are deleted in one request, which needs a digest of the list", async () => {
  const { client, Bucket, at } = await withObject();
  const { Deleted } = await client.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: at.Key }, { Key: "never there" }] } }),
  );
  assert.deepEqual(Deleted?.map(({ Key }) => Key).sort(), [at.Key, "never there"]);
  await target.current.put(Bucket, "x", "x");
  const quiet = await client.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "x" }], Quiet: true } }),
  );
  assert.equal(quiet.Deleted, undefined);
});

test("a deletion list without a digest is rejected", skipOnRgw("it accepts one without"), async () => {
  const { client, Bucket, at } = await withObject();
  const command = new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: at.Key }] } });
  const url = (await getSignedUrl(client, command)).replace(/&x-amz-checksum[^&]+/, "");
  const body = `<Delete><Object><Key>${at.Key}</Key></Object></Delete>`;
  const refused = await unsignedBody("POST", Bucket, "delete", body);
  assert.match(refused.body.toString(), /InvalidRequest.*Content-MD5 OR x-amz-checksum-\*/s, url);
  const wrong = await unsignedBody("POST", Bucket, "delete", body, { "content-md5": md5("other") });
  assert.equal(code(wrong.body), "BadDigest");
  const right = await unsignedBody("POST", Bucket, "delete", body, { "content-md5": md5(body) });
  assert.equal(right.status, 200);
});

const md5 = (text: string) => createHash("md5").update(text).digest("base64");

/** A presigned request to a subresource, with a body that no SDK would send. */
async function unsignedBody(method: string, Bucket: string, sub: string, body: string, headers = {}) {
  const { client } = target.current;
  const command = new GetObjectCommand({ Bucket, Key: "-" });
  command.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { method: string; path: string; query: Record<string, string | null> };
      Object.assign(request, { method, path: `/${Bucket}`, query: { [sub]: "" } });
      return next(args);
    },
    { step: "build", name: "another" },
  );
  return rawRequest(await getSignedUrl(client, command), { method, body, headers });
}

test("attributes of an object are returned by name", skipOnRgw("it responds with the object"), async () => {
  const { client, at } = await withObject();
  const sha256 = createHash("sha256").update("content").digest("base64");
  await client.send(new PutObjectCommand({ ...at, Body: "content", ChecksumSHA256: sha256 }));
  const ObjectAttributes = ["ETag", "ObjectSize", "StorageClass", "Checksum", "ObjectParts"] as const;
  const reported = await client.send(
    new GetObjectAttributesCommand({ ...at, ObjectAttributes: [...ObjectAttributes] }),
  );
  assert.equal(reported.ObjectSize, 7);
  assert.equal(reported.ETag, createHash("md5").update("content").digest("hex"));
  assert.deepEqual(reported.Checksum, { ChecksumSHA256: sha256, ChecksumType: "FULL_OBJECT" });
  assert.equal(reported.StorageClass, "STANDARD");
  assert.equal(reported.ObjectParts, undefined);
});

test("an ACL makes one object public", async () => {
  const { client, Bucket, at } = await withObject(WITH_ACLS);
  // New buckets of S3 block public ACLs; RGW's do not.
  target.current.strict?.store.get(Bucket).configurations.delete("publicAccessBlock");
  const url = `${target.current.endpoint}/${Bucket}/${encodeURIComponent(at.Key)}`;
  assert.equal((await rawRequest(url)).status, 403);
  await client.send(new PutObjectAclCommand({ ...at, ACL: "public-read" }));
  assert.equal((await rawRequest(url)).status, 200);
  const acl = await client.send(new GetObjectAclCommand(at));
  assert.equal(acl.Grants?.length, 2);
  const { Owner, Grants } = acl;
  const owners = Grants?.filter(({ Grantee }) => Grantee?.Type === "CanonicalUser");
  await client.send(new PutObjectAclCommand({ ...at, AccessControlPolicy: { Owner, Grants: owners } }));
  assert.equal((await rawRequest(url)).status, 403);
  await client.send(new PutObjectCommand({ ...at, Body: "content", ACL: "public-read" }));
  assert.equal((await rawRequest(url)).status, 200);
});

test("a new bucket rejects ACLs", skipOnRgw("its buckets always accept them"), async () => {
  const { client, at } = await withObject();
  const refused = { name: "AccessControlListNotSupported" };
  await assert.rejects(client.send(new PutObjectCommand({ ...at, Body: "", ACL: "public-read" })), refused);
  await assert.rejects(client.send(new PutObjectAclCommand({ ...at, ACL: "private" })), refused);
  const { at: open } = await withObject(WITH_ACLS);
  await assert.rejects(client.send(new PutObjectAclCommand({ ...open, ACL: "public-read" })), { name: "AccessDenied" });
});

test("an archived object can be read after it is restored", skipOnRgw("it does not implement it"), async () => {
  const { client, at } = await withObject();
  await assert.rejects(client.send(new RestoreObjectCommand({ ...at, RestoreRequest: { Days: 1 } })), {
    name: "InvalidObjectState",
  });
  await client.send(new PutObjectCommand({ ...at, Body: "cold", StorageClass: "GLACIER" }));
  await assert.rejects(read(at), { name: "InvalidObjectState" });
  assert.equal((await client.send(new HeadObjectCommand(at))).StorageClass, "GLACIER");
  const { $metadata } = await client.send(new RestoreObjectCommand({ ...at, RestoreRequest: { Days: 1 } }));
  assert.equal($metadata.httpStatusCode, 202);
  assert.equal((await read(at)).text, "cold");
});

test("a wrong digest of the body is rejected", async () => {
  const { client, at } = await withObject();
  const put = (input: object) => client.send(new PutObjectCommand({ ...at, Body: "content", ...input }));
  await assert.rejects(put({ ContentMD5: md5("other") }), { name: "BadDigest" });
  await assert.rejects(put({ ContentMD5: "no digest" }), { name: "InvalidDigest" });
  await put({ ContentMD5: md5("content") });
  assert.equal((await read(at)).text, "content");
});

test("checksums are verified against the body and returned", skipOnRgw("it has no checksums"), async () => {
  const { client, at } = await withObject();
  const sums = {
    // The check values in catalogues of CRCs: cbf43926 and e3069283.
    ChecksumCRC32: "y/Q5Jg==",
    ChecksumCRC32C: "4waSgw==",
    ChecksumSHA1: createHash("sha1").update("123456789").digest("base64"),
    ChecksumSHA256: createHash("sha256").update("123456789").digest("base64"),
  };
  for (const [name, value] of Object.entries(sums)) {
    const put = (Body: string, Checksum = value) =>
      client.send(new PutObjectCommand({ ...at, Body, [name]: Checksum }));
    const { ChecksumType } = await put("123456789");
    assert.equal(ChecksumType, "FULL_OBJECT", name);
    const reported = await client.send(new HeadObjectCommand({ ...at, ChecksumMode: "ENABLED" }));
    assert.equal((reported as unknown as Record<string, string>)[name], value);
    await assert.rejects(put("12345678"), { name: "BadDigest" }, name);
    await assert.rejects(put("123456789", "AAA="), { name: "InvalidRequest" }, name);
  }
});

test("a chunked body with a trailing checksum is reassembled", skipOnRgw("it does not support trailers"), async () => {
  const { client, at } = await withObject();
  const { chunked, headers } = trailed("content", "/sUwqQ==");
  const command = new PutObjectCommand({ ...at });
  command.middlewareStack.add(
    (next) => (args) => {
      Object.assign((args.request as { headers: object }).headers, headers);
      return next(args);
    },
    { step: "build", name: "trailer" },
  );
  const unhoistableHeaders = new Set(Object.keys(headers));
  const url = await getSignedUrl(client, command, { unhoistableHeaders, signableHeaders: unhoistableHeaders });
  const send = (body: string) => rawRequest(url, { method: "PUT", headers, body });
  const response = await send(chunked);
  assert.equal(response.status, 200, response.body.toString());
  assert.equal((await read(at)).text, "content");
  assert.equal((await read(at)).ContentEncoding, undefined);
  assert.equal(code((await send(chunked.replace("ent", "end"))).body), "BadDigest");
  assert.equal(code((await send(chunked.slice(0, 8))).body), "IncompleteBody");
});

function trailed(text: string, crc32: string) {
  const chunks = [text.slice(0, 4), text.slice(4)].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`);
  return {
    chunked: `${chunks.join("")}0\r\nx-amz-checksum-crc32:${crc32}\r\n\r\n`,
    headers: {
      "content-encoding": "aws-chunked",
      "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      "x-amz-decoded-content-length": String(text.length),
      "x-amz-trailer": "x-amz-checksum-crc32",
    },
  };
}

test(
  "an object encrypted with a customer's key can be read only with that key",
  skipOnRgw("it accepts such keys only over HTTPS"),
  async () => {
    const { client, at } = await withObject();
    const key = (fill: number) => ({
      SSECustomerAlgorithm: "AES256",
      SSECustomerKey: Buffer.alloc(32, fill).toString("base64"),
    });
    await client.send(new PutObjectCommand({ ...at, Body: "secret", ...key(1) }));
    await assert.rejects(read(at), { name: "InvalidRequest" });
    await assert.rejects(client.send(new GetObjectCommand({ ...at, ...key(2) })), { name: "AccessDenied" });
    const { Body } = await client.send(new GetObjectCommand({ ...at, ...key(1) }));
    assert.equal(await Body?.transformToString(), "secret");
    const hoisted = await getSignedUrl(client, new GetObjectCommand(at));
    const { status } = await rawRequest(`${hoisted}&x-amz-server-side-encryption-customer-algorithm=AES256`);
    assert.ok(status >= 400);
  },
);

test(
  "S3-managed encryption is returned by HeadObject",
  skipOnRgw("it has no key for server-side encryption"),
  async () => {
    const { client, at } = await withObject();
    await client.send(new PutObjectCommand({ ...at, Body: "x", ServerSideEncryption: "AES256" }));
    assert.equal((await client.send(new HeadObjectCommand(at))).ServerSideEncryption, "AES256");
    const wrong = new PutObjectCommand({ ...at, Body: "x", ServerSideEncryption: "rot13" as "AES256" });
    await assert.rejects(client.send(wrong), { name: "InvalidArgument" });
  },
);

test("an upload may require that no object exists, or a certain one", async () => {
  const { client, at } = await withObject();
  const put = (input: object) => client.send(new PutObjectCommand({ ...at, Body: "new", ...input }));
  await assert.rejects(put({ IfNoneMatch: "*" }), { name: "PreconditionFailed" });
  await assert.rejects(put({ IfMatch: '"other"' }), { name: "PreconditionFailed" });
  await assert.rejects(put({ Key: "nothing", IfMatch: '"other"' }), {
    name: rgw ? "PreconditionFailed" : "NoSuchKey",
  });
  // RGW 16.2 compares the quoted ETag with an unquoted one.
  const { ETag = "" } = await read(at);
  await put({ IfMatch: rgw ? ETag.slice(1, -1) : ETag });
  await put({ Key: "nothing", IfNoneMatch: "*" });
});

test("an unknown storage class is rejected", async () => {
  const { client, at } = await withObject();
  const command = new PutObjectCommand({ ...at, Body: "", StorageClass: "FakeClass" as "STANDARD" });
  await assert.rejects(client.send(command), { name: rgw ? "InvalidArgument" : "InvalidStorageClass" });
});

test("a bucket whose owner is not the expected one is rejected", skipOnRgw("it ignores the header"), async () => {
  const { client, at } = await withObject();
  const get = (ExpectedBucketOwner: string) => client.send(new GetObjectCommand({ ...at, ExpectedBucketOwner }));
  await assert.rejects(get("999900009999"), { name: "AccessDenied" });
  await get("111122223333");
  const url = await getSignedUrl(client, new GetObjectCommand({ ...at, ExpectedBucketOwner: "999900009999" }));
  assert.match(url, /x-amz-expected-bucket-owner=999900009999/, "it also applies in the query");
  assert.equal((await rawRequest(url)).status, 403);
});

test("in a query, metadata and storage class are applied, but tags are not", async () => {
  const { client, at } = await withObject();
  const input = { Metadata: { from: "query" }, StorageClass: "STANDARD_IA", Tagging: "a=b" } as const;
  // RGW 16.2 has only one storage class, and does not read it from the query.
  const url = await getSignedUrl(client, new PutObjectCommand({ ...at, ...input }));
  assert.match(url, /x-amz-meta-from=query.*x-amz-tagging=/);
  assert.equal((await rawRequest(url, { method: "PUT", body: "x" })).status, 200);
  const { Metadata, StorageClass, TagCount } = await client.send(new HeadObjectCommand(at));
  assert.deepEqual([Metadata, StorageClass, TagCount], [input.Metadata, rgw ? undefined : "STANDARD_IA", undefined]);
});

test("an x-amz-* header that is not signed is rejected", skipOnRgw("it accepts them"), async () => {
  const { client, at } = await withObject();
  const url = await getSignedUrl(client, new PutObjectCommand(at));
  const refused = await rawRequest(url, { method: "PUT", body: "x", headers: { "x-amz-meta-more": "1" } });
  assert.equal(refused.status, 403, "otherwise anyone with the link could change more than its signer intended");
  assert.equal((await rawRequest(url, { method: "PUT", body: "x" })).status, 200);
});
