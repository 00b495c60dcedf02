import assert from "node:assert/strict";
import { test } from "node:test";
import { GetObjectCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { operations } from "../../src/core/operations/catalogue.ts";
import { checkRequest, type PresignRequest } from "../../src/core/sign/checkRequest.ts";
import { minimalParams } from "../support/cases/sampleParams.ts";
import { offlineClient } from "../support/product/offlineClient.ts";

const object = { Bucket: "b", Key: "k" };
const KEY32 = "0123456789abcdef0123456789abcdef";

interface Refusal {
  code: string;
  details: { parameter?: string; expected?: string; nearest?: string[]; values?: string[]; reason?: string };
}

function refusal(operation: string, params: Record<string, unknown>, rest: Partial<PresignRequest> = {}): Refusal {
  try {
    checkRequest({ operation, params, ...rest });
  } catch (error) {
    return error as Refusal;
  }
  return { code: "accepted", details: {} };
}

/** `code parameter expected`, as far as the error has those details. */
function reported(operation: string, params: Record<string, unknown>): string {
  const { code, details } = refusal(operation, params);
  return [code, details.parameter, details.expected].filter(Boolean).join(" ");
}

test("requests that the SDK silently mis-signs are rejected", async () => {
  const client = offlineClient();
  const signed = (command: GetObjectCommand) => getSignedUrl(client, command);
  const listing = await signed(new GetObjectCommand({ Bucket: "bucket", Key: "" }));
  assert.match(listing, /amazonaws\.com\/\?/, "with an empty key, the link would list the bucket");
  assert.equal(reported("GetObject", { Bucket: "bucket", Key: "" }), "emptyKey");

  const part = new UploadPartCommand({ ...object, PartNumber: undefined, UploadId: undefined });
  assert.doesNotMatch(
    await getSignedUrl(client, part),
    /uploadId|partNumber/,
    "the link would overwrite the whole object",
  );
  assert.equal(reported("UploadPart", object), "missingParameter PartNumber");
  assert.equal(reported("UploadPart", { ...object, PartNumber: 1 }), "missingParameter UploadId");
  assert.equal(reported("UploadPart", { ...object, PartNumber: 1, UploadId: "" }), "missingParameter UploadId");

  const misspelt = new GetObjectCommand({ ...object, ...{ ResponseContentTyp: "a/b" } });
  assert.doesNotMatch(await signed(misspelt), /response/, "the SDK drops the parameter");
  const { code, details } = refusal("GetObject", { ...object, ResponseContentTyp: "a/b" });
  assert.deepEqual([code, details.nearest], ["unknownParameter", ["ResponseContentType"]]);
});

test("each operation is rejected when any of its required parameters is missing", () => {
  for (const operation of operations()) {
    const params = minimalParams(operation);
    assert.equal(reported(operation.name, params), "accepted", operation.name);
    for (const name of Object.keys(params)) {
      assert.equal(
        reported(operation.name, { ...params, [name]: undefined }),
        `missingParameter ${name}`,
        operation.name,
      );
    }
  }
});

test("types are those of JSON: a quoted number is text", () => {
  for (const [operation, params, expected] of [
    ["UploadPart", { ...object, UploadId: "u", PartNumber: "1" }, "invalidParameter PartNumber wholeNumber"],
    ["UploadPart", { ...object, UploadId: "u", PartNumber: 1.5 }, "invalidParameter PartNumber wholeNumber"],
    ["UploadPart", { ...object, UploadId: 7, PartNumber: 1 }, "invalidParameter UploadId text"],
    ["PutObject", { ...object, BucketKeyEnabled: "true" }, "invalidParameter BucketKeyEnabled boolean"],
    ["PutObject", { ...object, Metadata: ["a"] }, "invalidParameter Metadata structure"],
    ["PutObject", { ...object, Metadata: { a: 1 } }, "invalidParameter Metadata.a text"],
    ["PutObject", { ...object, ContentType: null }, "invalidParameter ContentType text"],
    ["DeleteObjects", { Bucket: "b", Delete: { Objects: { Key: "k" } } }, "invalidParameter Delete.Objects list"],
    ["GetObject", { ...object, ResponseExpires: "soon" }, "invalidParameter ResponseExpires timestamp"],
    ["GetObject", { ...object, ResponseExpires: "2026-02-30" }, "invalidParameter ResponseExpires timestamp"],
    ["GetObject", { ...object, ResponseExpires: "2026-02-03T04:05" }, "invalidParameter ResponseExpires timestamp"],
    ["GetObject", { ...object, ResponseExpires: 1_700_000_000 }, "invalidParameter ResponseExpires timestamp"],
    ["GetObject", { ...object, ResponseExpires: "2026-02-03T04:05:06+09:00" }, "accepted"],
    ["GetObject", { ...object, ResponseExpires: "2026-02-03" }, "accepted"],
    ["GetObject", { ...object, VersionId: undefined }, "accepted"],
  ] as const) {
    assert.equal(reported(operation, params), expected, JSON.stringify(params));
  }
});

test("an error inside a structure names the exact member", () => {
  const Objects = [{ Key: "a" }, { Key: "b" }, {}];
  assert.equal(
    reported("DeleteObjects", { Bucket: "b", Delete: { Objects } }),
    "missingParameter Delete.Objects[2].Key",
  );
  assert.equal(
    reported("DeleteObjects", { Bucket: "b", Delete: { Objects: [{ Key: "a", Version: "v" }] } }),
    "unknownParameter Delete.Objects[0].Version",
  );
  assert.equal(reported("DeleteObjects", { Bucket: "b", Delete: { Objects: [{ Key: "" }] } }), "emptyKey");
  assert.equal(
    reported("DeleteObjects", { Bucket: "b", Delete: { Objects: [{ Key: "x".repeat(1025) }] } }),
    "keyTooLong",
  );
  const parts = (PartNumber: unknown) => ({ ...object, UploadId: "u", MultipartUpload: { Parts: [{ PartNumber }] } });
  assert.equal(
    reported("CompleteMultipartUpload", parts("1")),
    "invalidParameter MultipartUpload.Parts[0].PartNumber wholeNumber",
  );
  assert.equal(
    reported("CompleteMultipartUpload", parts(10_001)),
    "invalidParameter MultipartUpload.Parts[0].PartNumber range",
  );
  const tags = (Value: unknown) => ({ ...object, Tagging: { TagSet: [{ Key: "k", Value }] } });
  assert.equal(reported("PutObjectTagging", tags("")), "accepted", "the value of a tag may be empty");
  assert.equal(reported("PutObjectTagging", tags(undefined)), "missingParameter Tagging.TagSet[0].Value");
  const filter = (Filter: unknown) => ({
    Bucket: "b",
    Id: "i",
    AnalyticsConfiguration: { Id: "i", Filter, StorageClassAnalysis: {} },
  });
  const place = "AnalyticsConfiguration.Filter";
  assert.equal(reported("PutBucketAnalyticsConfiguration", filter({ Prefix: "p" })), "accepted");
  assert.equal(
    reported("PutBucketAnalyticsConfiguration", filter({ Prefix: "p", Tag: { Key: "k", Value: "v" } })),
    `invalidParameter ${place} oneMember`,
  );
  assert.equal(reported("PutBucketAnalyticsConfiguration", filter({})), `invalidParameter ${place} oneMember`);
});

test("enums are limited to their values, except for those that other servers extend", () => {
  const { code, details } = refusal("PutObject", { ...object, ServerSideEncryption: "aes256" });
  assert.equal(code, "invalidParameter");
  assert.ok(details.values?.includes("AES256"));
  assert.equal(
    reported("GetObjectAttributes", { ...object, ObjectAttributes: ["ETag", "Size"] }),
    "invalidParameter ObjectAttributes[1] oneOf",
  );
  assert.equal(reported("PutObject", { ...object, StorageClass: "MY_CEPH_CLASS" }), "accepted");
  const CreateBucketConfiguration = { LocationConstraint: "mars-north-1" };
  assert.equal(reported("CreateBucket", { Bucket: "b", CreateBucketConfiguration }), "accepted");
});

test("the ranges and lengths that S3 documents are enforced", () => {
  const part = (PartNumber: number) => reported("UploadPart", { ...object, UploadId: "u", PartNumber });
  assert.deepEqual(
    [part(0), part(1), part(10_000), part(10_001)].map((text) => text.split(" ")[0]),
    ["invalidParameter", "accepted", "accepted", "invalidParameter"],
  );
  const list = (params: object) => reported("ListObjectsV2", { Bucket: "b", ...params });
  assert.equal(list({ MaxKeys: -1 }), "invalidParameter MaxKeys range");
  assert.equal(list({ MaxKeys: 0 }), "accepted");
  assert.equal(list({ MaxKeys: 5000 }), "accepted", "S3 caps it at 1000");
  assert.equal(reported("ListBuckets", { MaxBuckets: 0 }), "invalidParameter MaxBuckets range");
  const put = (params: object) => reported("PutObject", { ...object, ...params });
  assert.equal(put({ ContentMD5: "abc" }), "invalidParameter ContentMD5 md5");
  assert.equal(put({ SSECustomerKey: "short" }), "invalidParameter SSECustomerKey key256");
  assert.equal(put({ SSECustomerKey: KEY32 }), "accepted");
  assert.equal(put({ SSECustomerKey: Buffer.from(KEY32).toString("base64") }), "accepted");
  assert.equal(put({ Body: "text", ContentLength: 5 }), "invalidParameter ContentLength range");
  assert.equal(put({ Body: "한", ContentLength: 3 }), "accepted");
});

test("headers and metadata are ASCII without control characters", () => {
  const put = (params: object) => reported("PutObject", { ...object, ...params });
  assert.equal(put({ Metadata: { a: "한" } }), "invalidParameter Metadata.a ascii");
  assert.equal(put({ Metadata: { a: "b\nc" } }), "invalidParameter Metadata.a ascii");
  assert.equal(put({ Metadata: { "a b": "c" } }), "invalidParameter Metadata.a b headerName");
  assert.equal(put({ Metadata: { 가: "c" } }), "invalidParameter Metadata.가 headerName");
  assert.equal(put({ Metadata: { "": "c" } }).split(" ")[0], "invalidParameter");
  assert.equal(put({ Metadata: { a: "x".repeat(2048) } }), "invalidParameter Metadata metadataSize");
  assert.equal(put({ Metadata: { a: "x".repeat(2047) } }), "accepted");
  assert.equal(put({ ContentDisposition: 'attachment; filename="한"' }), "invalidParameter ContentDisposition ascii");
  assert.equal(put({ ContentType: "a/b\r\nx-amz-acl: public-read" }), "invalidParameter ContentType ascii");
  assert.equal(
    reported("GetObject", { ...object, ResponseContentType: "é" }),
    "accepted",
    "Latin-1 is allowed in a query",
  );
  assert.equal(reported("ListObjectsV2", { Bucket: "b", Prefix: "한/" }), "accepted");
});

test("a checksum algorithm without a value is rejected, because the SDK would sign the checksum of an empty body", async () => {
  const put = (params: object) => reported("PutObject", { ...object, ...params });
  assert.equal(put({ ChecksumAlgorithm: "SHA256" }), "missingParameter ChecksumSHA256");
  assert.equal(put({ ChecksumAlgorithm: "SHA256", ChecksumSHA1: "x" }), "missingParameter ChecksumSHA256");
  assert.equal(put({ ChecksumAlgorithm: "SHA256", ChecksumSHA256: "x" }), "accepted");
  assert.equal(put({ ChecksumAlgorithm: "SHA256", Body: "text" }), "accepted");
  assert.equal(reported("CreateMultipartUpload", { ...object, ChecksumAlgorithm: "SHA256" }), "accepted");
  const part = { ...object, UploadId: "u", PartNumber: 1, ChecksumAlgorithm: "CRC32" };
  assert.equal(reported("UploadPart", part), "missingParameter ChecksumCRC32");
  const { ChecksumAlgorithm: _, ...rest } = part;
  const command = new UploadPartCommand({ ...rest, ChecksumAlgorithm: "CRC32" });
  assert.match(await getSignedUrl(offlineClient(), command), /x-amz-checksum-crc32=AAAAAA%3D%3D/);
});

test("a body is text or Base64 of UTF-8 text; other bytes are left to the recipient", () => {
  const put = (Body: unknown) => checkRequest({ operation: "PutObject", params: { ...object, Body } }).params.Body;
  assert.deepEqual(put("한"), Buffer.from("한"));
  assert.deepEqual(put({ base64: "7ZWc" }), Buffer.from("한"));
  assert.equal(reported("PutObject", { ...object, Body: { base64: "/w==" } }), "bodyNotText Body");
  for (const Body of [7, { base64: "!" }, { base64: "abc" }, { base64: "YQ==", more: 1 }, ["a"]]) {
    assert.equal(reported("PutObject", { ...object, Body }), "invalidParameter Body blob", JSON.stringify(Body));
  }
  assert.equal(reported("PutBucketPolicy", { Bucket: "b", Policy: "{" }), "invalidParameter Policy json");
});

test("a copy source is a bucket and a key", () => {
  const copy = (CopySource: string) => reported("CopyObject", { ...object, CopySource });
  for (const source of ["bucket", "bucket/", "/bucket", ""]) assert.notEqual(copy(source), "accepted", source);
  for (const source of ["bucket/k", "/bucket/k", "bucket/a//b?versionId=v", "bucket/한"]) {
    assert.equal(copy(source), "accepted", source);
  }
});

test("the source of a rename is the name of an object", () => {
  const rename = (RenameSource: string) => reported("RenameObject", { ...object, RenameSource });
  for (const source of ["old.txt", "/old.txt", "folder/old.txt", "a//b", "한?versionId=v"]) {
    assert.equal(rename(source), "accepted", source);
  }
  assert.equal(rename(""), "missingParameter RenameSource");
  assert.equal(rename("/"), "invalidParameter RenameSource existingKey");
});

test("a bucket is a valid S3 name or an access point, but no URL", () => {
  const bucket = (Bucket: string) => {
    const { code, details } = refusal("GetObject", { Bucket, Key: "k" });
    return [code, details.reason].filter(Boolean).join(" ");
  };
  for (const name of [
    "a/b",
    "",
    "a b",
    "a?b",
    "버킷",
    "x".repeat(256),
    "arn:aws:s3:::bucket",
    "arn:aws:s3:eu-west-1:1:b",
    "arn:aws:s3::123456789012:accesspoint/abc",
    "arn:aws:s3::123456789012:accesspoint/a.b.mrap",
    "arn:aws:s3-outposts:eu-west-1:123456789012:outpost/op-01/bucket/b",
  ])
    assert.equal(bucket(name), "invalidBucket", name);
  const outpost = "arn:aws:s3-outposts:eu-west-1:123456789012:outpost";
  const accepted = [
    "arn:aws:s3::123456789012:accesspoint/abc.mrap",
    "arn:aws:s3::123456789012:accesspoint:abc.mrap",
    "abc.mrap",
    `${outpost}/op-01/accesspoint/reports`,
    `${outpost}:op-01:accesspoint:reports`,
    "ap-o01234567890abcdef--op-s3",
  ];
  for (const name of [...accepted, "Old_Bucket", "dotted.name", "tenant:bucket", "x--use1-az4--x-s3"])
    assert.equal(bucket(name), "accepted", name);
  assert.equal(bucket("arn:aws:s3:eu-west-1:123456789012:accesspoint/my-ap"), "accepted");
  assert.equal(bucket("arn:aws-cn:s3:cn-north-1:123456789012:accesspoint:my-ap"), "accepted");
  assert.equal(bucket("arn:aws:s3-object-lambda:eu-west-1:123456789012:accesspoint/my-olap"), "accepted");
});

test("the HTTP method is that of the operation or another one that S3 supports", () => {
  const method = (httpMethod?: string) => {
    const rest = httpMethod === undefined ? {} : { httpMethod };
    return checkRequest({ operation: "PutObject", params: object, ...rest }).method;
  };
  assert.deepEqual([method(), method("POST"), method("get")], ["PUT", "POST", "GET"]);
  assert.equal(refusal("PutObject", object, { httpMethod: "PATCH" }).code, "unsupportedMethod");
  assert.equal(refusal("PutObject", object, { httpMethod: "" }).code, "unsupportedMethod");
});
