import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { type TestContext, test } from "node:test";
import { operations } from "../../src/core/operations/catalogue.ts";
import { checkRequest, type PresignRequest } from "../../src/core/sign/checkRequest.ts";
import { presign } from "../../src/core/sign/presign.ts";
import { minimalParams } from "../support/cases/sampleParams.ts";
import { EXAMPLE_KEYS, offlineClient } from "../support/product/offlineClient.ts";

const TIME = "2026-01-02T03:04:05Z";
const REGION = "us-east-1";
const SSE_KEY = "0123456789abcdef0123456789abcdef";
const object = { Bucket: "amzn-s3-demo-bucket", Key: "folder/a b+c.txt" };

/** python3 on the PATH and Debian's own may each have boto3, in different versions. */
const releases = new Map(
  ["python3", "/usr/bin/python3"].flatMap((python) => {
    const { stdout, status } = spawnSync(python, ["-c", "import boto3; print(boto3.__version__)"]);
    return status === 0 ? [[stdout.toString().trim(), python] as const] : [];
  }),
);

type Case = PresignRequest & { params: Record<string, unknown> };

/** Optional parameters, on top of the required ones. */
const variations: Case[] = [
  ...[
    { VersionId: "3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY+MTRCxf3vjVBH40Nr8X8gdRQBpUMLUo" },
    { ResponseContentDisposition: "attachment; filename=\"a.txt\"; filename*=UTF-8''%ED%95%9C.txt" },
    { ResponseContentType: "text/plain; charset=utf-8", ResponseCacheControl: "no-store" },
    { PartNumber: 3 },
    { Range: "bytes=0-9" },
    { IfMatch: '"abc"', IfNoneMatch: '"def"' },
    { SSECustomerAlgorithm: "AES256", SSECustomerKey: SSE_KEY },
    { Key: "한글/파일 (1)!'*~.txt" },
    { Key: "/leading//double" },
    { Key: "a/../b" },
  ].map((params) => ({ operation: "GetObject", params: { ...object, ...params } })),
  ...[
    { ContentType: "image/png" },
    { ContentType: "image/png", CacheControl: "max-age=60", ContentDisposition: "inline" },
    { ContentEncoding: "gzip", ContentLanguage: "ko" },
    { ContentLength: 5 },
    { ContentMD5: "rL0Y20zC+Fzt72VPzMSk2A==" },
    { Tagging: "a=b&c=d" },
    { ServerSideEncryption: "aws:kms", SSEKMSKeyId: "key" },
    { SSECustomerAlgorithm: "AES256", SSECustomerKey: SSE_KEY },
    { ChecksumSHA256: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" },
    { WebsiteRedirectLocation: "/other" },
    { GrantRead: 'id="abc"' },
    { ObjectLockMode: "GOVERNANCE", ObjectLockLegalHoldStatus: "ON" },
  ].map((params) => ({ operation: "PutObject", params: { ...object, ...params } })),
  { operation: "CopyObject", params: { ...object, CopySource: "b/a b+c?versionId=abc", MetadataDirective: "REPLACE" } },
  { operation: "CopyObject", params: { ...object, CopySource: "b/한글 100%.txt" } },
  { operation: "UploadPart", params: { ...object, UploadId: "a+b/c", PartNumber: 10_000 } },
  { operation: "CreateMultipartUpload", params: { ...object, ContentType: "text/css", Tagging: "a=b" } },
  { operation: "DeleteObject", params: { ...object, VersionId: "v", MFA: "123 456" } },
  { operation: "ListObjectsV2", params: { Bucket: object.Bucket, Prefix: "a b/", EncodingType: "url", MaxKeys: 5 } },
  { operation: "ListParts", params: { ...object, UploadId: "u", MaxParts: 2 } },
  { operation: "PutBucketAcl", params: { Bucket: object.Bucket, GrantRead: 'uri="http://acs.amazonaws.com/x"' } },
  { operation: "RestoreObject", params: { ...object, VersionId: "v" } },
  { operation: "GetObject", params: object, httpMethod: "HEAD" },
  { operation: "PutObject", params: object, httpMethod: "POST" },
  { operation: "GetObject", params: { Bucket: "dotted.bucket", Key: "k" } },
];

/** Requests that differ from boto3 in one way, with the reason. */
const differing: [Case, string][] = [
  [{ operation: "PutObject", params: { ...object, ACL: "private" } }, "hoisted: S3 accepts it in the query"],
  [
    { operation: "PutObject", params: { ...object, StorageClass: "STANDARD_IA" } },
    "hoisted: S3 accepts it in the query",
  ],
  [{ operation: "PutObject", params: { ...object, Metadata: { a: "b" } } }, "hoisted: S3 accepts it in the query"],
  [{ operation: "GetObject", params: { ...object, RequestPayer: "requester" } }, "hoisted: S3 accepts it in the query"],
  [{ operation: "GetObject", params: { ...object, ExpectedBucketOwner: "1" } }, "hoisted: S3 accepts it in the query"],
];
const DIFFERING_OPERATIONS: Record<string, string> = {
  ListObjects: "boto3 adds encoding-type=url",
  ListObjectsV2: "boto3 adds encoding-type=url",
  ListObjectVersions: "boto3 adds encoding-type=url",
  GetBucketLocation: "boto3 uses path style",
  RenameObject: "each link has a random client token",
  PutObjectAnnotation: "boto3 does not sign content-length, so the recipient can send any body",
  PutBucketPolicy: "boto3 puts the policy into the query",
};

const snake = (name: string) => name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();

function boto3Links(python: string, cases: Case[]): (string | { error: string })[] {
  const input = {
    time: TIME,
    region: REGION,
    keys: EXAMPLE_KEYS,
    cases: cases.map(({ operation, params, httpMethod }) => ({
      operation: snake(operation),
      params,
      method: httpMethod,
    })),
  };
  const { stdout, stderr, status } = spawnSync(python, ["test/support/programs/boto3Links.py"], {
    input: JSON.stringify(input),
    env: { PATH: process.env.PATH, AWS_EC2_METADATA_DISABLED: "true" },
  });
  assert.equal(status, 0, stderr.toString());
  return JSON.parse(stdout.toString());
}

/** The order of the query is not signed. Each parameter is compared byte for byte, including the signature. */
function pieces(url: string): string[] {
  const [place = "", query = ""] = url.split("?");
  return [place, ...query.split("&").sort()];
}

test("links match boto3's byte for byte, except for the listed differences", {
  skip: releases.size > 0 ? false : "no python3 on this machine has boto3",
}, async (context) => {
  for (const [release, python] of releases) {
    await context.test(`boto3 ${release}`, (release) => compare(release, python));
  }
});

async function compare(context: TestContext, python: string): Promise<void> {
  context.mock.timers.enable({ apis: ["Date"], now: new Date(TIME) });
  const client = offlineClient({ region: REGION });
  const plain = operations().map((operation) => ({ operation: operation.name, params: minimalParams(operation) }));
  const cases = [...plain, ...variations, ...differing.map(([request]) => request)];
  const links = boto3Links(python, cases);
  const counts = { identical: 0, differing: 0, unknownToBoto3: 0, crashesBoto3: 0 };
  for (const [index, request] of cases.entries()) {
    const link = links[index] as string | { error: string };
    const label = JSON.stringify(request);
    const { url, body } = await presign(client, checkRequest(request), "p");
    if (typeof link !== "string") {
      if (/UnknownClientMethod|Unknown parameter/.test(link.error)) counts.unknownToBoto3++;
      else {
        assert.ok(body !== undefined, `${label} ${link.error}`);
        counts.crashesBoto3++;
      }
      continue;
    }
    const isListed = differing.some(([other]) => other === request);
    if (isListed || (index < plain.length && request.operation in DIFFERING_OPERATIONS)) {
      assert.notDeepEqual(pieces(url), pieces(link), label);
      counts.differing++;
      continue;
    }
    assert.deepEqual(pieces(url), pieces(link), label);
    counts.identical++;
  }
  context.diagnostic(JSON.stringify(counts));
  assert.ok(counts.identical >= 100, JSON.stringify(counts));
}
