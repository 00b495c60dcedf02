import assert from "node:assert/strict";
import { test } from "node:test";
import { CopyObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { CHECKSUMS } from "../../src/core/client/s3Client.ts";
import { newCommand } from "../../src/core/operations/commands.ts";
import { checkRequest } from "../../src/core/sign/checkRequest.ts";
import { presign } from "../../src/core/sign/presign.ts";
import { isAccepted } from "../support/checks/verifySigned.ts";
import { EXAMPLE_KEYS, offlineClient } from "../support/product/offlineClient.ts";

const object = { Bucket: "bucket", Key: "k" };
const SSE_KEY = "0123456789abcdef0123456789abcdef";
const SSE_BASE64 = Buffer.from(SSE_KEY).toString("base64");

type Place = "query" | "header" | "nowhere";

const sign = (operation: string, params: Record<string, unknown>, httpMethod?: string, client = offlineClient()) =>
  presign(client, checkRequest({ operation, params, ...(httpMethod && { httpMethod }) }), "p");

/** The link that the SDK alone produces. */
const plainly = (operation: string, params: Record<string, unknown>) =>
  getSignedUrl(offlineClient(), newCommand(operation, checkRequest({ operation, params }).params), {});

/** Where the header is in the result. */
function placeIn(url: string, header: string): Place {
  const query = new URL(url).searchParams;
  if (query.has(header)) return "query";
  return query.get("X-Amz-SignedHeaders")?.split(";").includes(header) ? "header" : "nowhere";
}

/**
 * Each row: the parameters, the header, its location with the SDK alone, its location with this extension, the value
 * that must be sent.
 */
const ROWS: [string, Record<string, unknown>, string, Place, Place, string?][] = [
  ["PutObject", { ContentType: "text/css" }, "content-type", "nowhere", "header", "text/css"],
  ["PutObject", { CacheControl: "no-store" }, "cache-control", "nowhere", "header", "no-store"],
  ["PutObject", { ContentDisposition: "inline" }, "content-disposition", "header", "header", "inline"],
  ["PutObject", { ContentEncoding: "gzip" }, "content-encoding", "header", "header", "gzip"],
  ["PutObject", { ContentLanguage: "ko" }, "content-language", "header", "header", "ko"],
  ["PutObject", { ContentLength: 7 }, "content-length", "header", "header", "7"],
  [
    "PutObject",
    { ContentMD5: "rL0Y20zC+Fzt72VPzMSk2A==" },
    "content-md5",
    "header",
    "header",
    "rL0Y20zC+Fzt72VPzMSk2A==",
  ],
  ["PutObject", { Expires: "2026-01-02T03:04:05Z" }, "expires", "header", "header", "Fri, 02 Jan 2026 03:04:05 GMT"],
  ["PutObject", { IfNoneMatch: "*" }, "if-none-match", "header", "header", "*"],
  ["GetObject", { Range: "bytes=0-9" }, "range", "header", "header", "bytes=0-9"],
  ["PutObject", { ACL: "private" }, "x-amz-acl", "query", "query"],
  ["PutObject", { Metadata: { Author: "me" } }, "x-amz-meta-author", "query", "query"],
  ["PutObject", { StorageClass: "STANDARD_IA" }, "x-amz-storage-class", "query", "query"],
  ["PutObject", { RequestPayer: "requester" }, "x-amz-request-payer", "query", "query"],
  ["PutObject", { ExpectedBucketOwner: "111122223333" }, "x-amz-expected-bucket-owner", "query", "query"],
  ["PutObject", { Tagging: "a=b" }, "x-amz-tagging", "query", "header", "a=b"],
  ["PutObject", { ChecksumSHA256: "YWJj" }, "x-amz-checksum-sha256", "query", "header", "YWJj"],
  ["PutObject", { WebsiteRedirectLocation: "/x" }, "x-amz-website-redirect-location", "query", "header", "/x"],
  ["PutObject", { GrantRead: 'id="1"' }, "x-amz-grant-read", "query", "header", 'id="1"'],
  ["PutObject", { ObjectLockMode: "GOVERNANCE" }, "x-amz-object-lock-mode", "query", "header", "GOVERNANCE"],
  ["GetObject", { ChecksumMode: "ENABLED" }, "x-amz-checksum-mode", "query", "header", "ENABLED"],
  ["CopyObject", { CopySource: "b/k" }, "x-amz-copy-source", "query", "header", "b/k"],
  [
    "CopyObject",
    { CopySource: "b/k", MetadataDirective: "REPLACE" },
    "x-amz-metadata-directive",
    "query",
    "header",
    "REPLACE",
  ],
  ["PutObject", { ServerSideEncryption: "AES256" }, "x-amz-server-side-encryption", "header", "header", "AES256"],
  [
    "GetObject",
    { SSECustomerKey: SSE_KEY },
    "x-amz-server-side-encryption-customer-key",
    "header",
    "header",
    SSE_BASE64,
  ],
  [
    "CopyObject",
    { CopySource: "b/k", CopySourceSSECustomerKey: SSE_KEY },
    "x-amz-copy-source-server-side-encryption-customer-key",
    "query",
    "header",
    SSE_BASE64,
  ],
];

test("each header is where S3 reads it, and every signed header is listed for the recipient", async () => {
  for (const [operation, params, header, sdkPlace, ourPlace, value] of ROWS) {
    const all = { ...object, ...params };
    assert.equal(placeIn(await plainly(operation, all), header), sdkPlace, `the SDK alone: ${header}`);
    const { url, headers } = await sign(operation, all);
    assert.equal(placeIn(url, header), ourPlace, header);
    assert.equal(headers[header], value, header);
  }
});

test("for an endpoint outside AWS, all of them are headers", async () => {
  const client = offlineClient({ endpoint: "https://s3.example.com", forcePathStyle: true });
  for (const [operation, params, header] of ROWS) {
    const { url, headers } = await sign(operation, { ...object, ...params }, undefined, client);
    assert.equal(placeIn(url, header), "header", header);
    assert.ok(headers[header], header);
  }
});

test("the headers are exactly the signed ones except host", async () => {
  const { url, headers } = await sign("PutObject", {
    ...object,
    ContentType: "text/css",
    Tagging: "a=b",
    ACL: "private",
  });
  assert.deepEqual(headers, { "content-type": "text/css", "x-amz-tagging": "a=b" });
  assert.equal(new URL(url).searchParams.get("X-Amz-SignedHeaders"), "content-type;host;x-amz-tagging");
  assert.equal(new URL(url).searchParams.get("x-amz-acl"), "private");
});

test("a PUT link has no checksum and a GET link no checksum mode, which requires both settings", async () => {
  const url = async (config: Partial<typeof CHECKSUMS>, command: GetObjectCommand) => {
    const settings = { region: "eu-west-1", credentials: EXAMPLE_KEYS, ignoreConfiguredEndpointUrls: true };
    return getSignedUrl(new S3Client({ ...settings, ...config }), command);
  };
  const { requestChecksumCalculation } = CHECKSUMS;
  const put = () => new PutObjectCommand(object) as unknown as GetObjectCommand;
  assert.match(await url({}, put()), /x-amz-checksum-crc32=AAAAAA/);
  assert.match(await url({ requestChecksumCalculation }, new GetObjectCommand(object)), /x-amz-checksum/);
  for (const operation of ["PutObject", "GetObject"]) {
    const { url, headers } = await sign(operation, object);
    assert.doesNotMatch(url, /checksum|content-sha256/i);
    assert.deepEqual(headers, {});
  }
});

test("no checksum or length is signed for a body that the recipient supplies", async () => {
  const plain = await plainly("PutBucketAcl", { Bucket: "bucket", ACL: "private" });
  assert.match(plain, /x-amz-checksum-crc32=AAAAAA/, "the SDK alone signs an empty body");
  for (const [operation, params] of [
    ["PutBucketAcl", { Bucket: "bucket", ACL: "private" }],
    ["PutBucketLifecycleConfiguration", { Bucket: "bucket" }],
    ["CompleteMultipartUpload", { ...object, UploadId: "u" }],
    ["PutObject", object],
    ["UploadPart", { ...object, UploadId: "u", PartNumber: 1 }],
  ] as const) {
    const { headers, body } = await sign(operation, params);
    assert.deepEqual([headers, body], [{}, undefined], operation);
  }
});

test("a body is returned exactly as it must be sent", async () => {
  const Delete = { Objects: [{ Key: "a&b <한>" }, { Key: "c", VersionId: "v" }], Quiet: true };
  const xml = await sign("DeleteObjects", { Bucket: "bucket", Delete });
  assert.match(xml.body ?? "", /<Key>a&amp;b &lt;한&gt;<\/Key>/);
  assert.deepEqual(Object.keys(xml.headers), [
    "content-length",
    "content-type",
    "x-amz-checksum-crc32",
    "x-amz-sdk-checksum-algorithm",
  ]);
  const Policy = '{"Version":"2012-10-17","Statement":[]}';
  assert.equal((await sign("PutBucketPolicy", { Bucket: "bucket", Policy })).body, Policy);
  for (const Body of ["한글", "", { base64: "7ZWc6riA" }]) {
    const { body, headers } = await sign("PutObject", { ...object, Body });
    assert.equal(body, typeof Body === "string" ? Body : "한글");
    assert.deepEqual(headers, { "content-length": String(Buffer.byteLength(body ?? "")) });
  }
  const checked = await sign("PutObject", { ...object, Body: "hello", ChecksumAlgorithm: "SHA256" });
  assert.equal(checked.headers["x-amz-checksum-sha256"], "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");
});

test("a copy source is percent-encoded and its version kept, whereas the SDK sends it unencoded", async () => {
  const CopySource = "bucket/폴더/a b+c%20.txt?versionId=3/L4";
  const encoded = "bucket/%ED%8F%B4%EB%8D%94/a%20b%2Bc%2520.txt?versionId=3/L4";
  const plain = await getSignedUrl(offlineClient(), new CopyObjectCommand({ ...object, CopySource: "b/a b" }));
  assert.equal(new URL(plain).searchParams.get("x-amz-copy-source"), "b/a b");
  for (const [operation, rest] of [
    ["CopyObject", {}],
    ["UploadPartCopy", { UploadId: "u", PartNumber: 1 }],
  ] as const) {
    const { headers } = await sign(operation, { ...object, ...rest, CopySource });
    assert.equal(headers["x-amz-copy-source"], encoded);
  }
  const odd = await sign("CopyObject", { ...object, CopySource: "b/what?versionId" });
  assert.equal(odd.headers["x-amz-copy-source"], "b/what%3FversionId");
});

test("the source of a rename is percent-encoded, and has no version", async () => {
  const rename = { ...object, RenameSource: "폴더/a b+c%20.txt?versionId=3" };
  const { headers } = await sign("RenameObject", rename);
  assert.equal(headers["x-amz-rename-source"], "%ED%8F%B4%EB%8D%94/a%20b%2Bc%2520.txt%3FversionId%3D3");
});

test("signing a request twice gives the same link", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1_700_000_000_000 });
  const client = offlineClient();
  const request = checkRequest({
    operation: "CreateBucket",
    params: { Bucket: "bucket", CreateBucketConfiguration: {} },
  });
  const [one, two] = [await presign(client, request, "p"), await presign(client, request, "p")];
  assert.deepEqual(one, two);
  assert.match(one.body ?? "", /<LocationConstraint>eu-west-1</);
  assert.deepEqual(request.params, { Bucket: "bucket", CreateBucketConfiguration: {} }, "the SDK modified only a copy");
});

test("deleting a subresource gives a warning where a server other than AWS may delete the whole object or bucket", async () => {
  const own = offlineClient({ endpoint: "https://s3.example.com", forcePathStyle: true });
  const codes = async (operation: string, params: object, client = own) =>
    (await sign(operation, { Bucket: "b", ...params }, undefined, client)).warnings.map(({ code }) => code);
  assert.deepEqual(await codes("DeleteBucketCors", {}), ["deletesWhole"]);
  assert.deepEqual(await codes("DeleteObjectTagging", { Key: "k" }), ["deletesWhole"]);
  assert.deepEqual(await codes("DeleteBucketCors", {}, offlineClient()), []);
  assert.deepEqual(await codes("DeleteBucket", {}), []);
  assert.deepEqual(await codes("DeleteObject", { Key: "k" }), []);
  assert.deepEqual(await codes("GetBucketCors", {}), []);
});

test("an overridden HTTP method is signed, with a warning", async () => {
  const now = new Date();
  const { url, method, headers, warnings } = await sign("GetObject", object, "HEAD");
  assert.equal(method, "HEAD");
  assert.deepEqual(
    warnings.map(({ code }) => code),
    ["methodOverridden"],
  );
  assert.ok(isAccepted({ method: "HEAD", url, headers }, now));
  assert.ok(!isAccepted({ method: "GET", url, headers }, now));
  assert.deepEqual((await sign("GetObject", object, "GET")).warnings, []);
});

test("access points and Object Lambda are signed for the region and service of their ARN", async () => {
  const client = offlineClient({ region: "eu-west-1", useArnRegion: true });
  for (const [Bucket, host, scope] of [
    [
      "arn:aws:s3:eu-west-1:123456789012:accesspoint/my-ap",
      "my-ap-123456789012.s3-accesspoint.eu-west-1.amazonaws.com",
      "/eu-west-1/s3/",
    ],
    [
      "arn:aws:s3-object-lambda:eu-west-1:123456789012:accesspoint/my-olap",
      "my-olap-123456789012.s3-object-lambda.eu-west-1.amazonaws.com",
      "/eu-west-1/s3-object-lambda/",
    ],
  ] as const) {
    const signed = await sign("GetObject", { Bucket, Key: "k" }, undefined, client);
    const url = new URL(signed.url);
    assert.equal(url.host, host);
    assert.ok(url.searchParams.get("X-Amz-Credential")?.includes(scope), signed.url);
    assert.ok(isAccepted(signed, new Date()));
  }
});

test("buckets with dots or uppercase letters use path style", async () => {
  for (const Bucket of ["dotted.bucket", "OldBucket"]) {
    const { url } = await sign("GetObject", { Bucket, Key: "k" });
    assert.ok(url.startsWith(`https://s3.eu-west-1.amazonaws.com/${Bucket}/k?`), url);
  }
});

test("a link to a directory bucket is signed with a session, expires with it, and says so", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: new Date("2026-01-02T03:00:00Z") });
  const expiration = new Date("2026-01-02T03:05:00Z");
  const asked: string[] = [];
  const client = offlineClient({
    s3ExpressIdentityProvider: {
      getS3ExpressIdentity: async (_: unknown, { Bucket }: { Bucket: string }) => {
        asked.push(Bucket);
        return { accessKeyId: "SESSION", secretAccessKey: "s", sessionToken: "token/+", expiration };
      },
    },
  } as object);
  const Bucket = "data--use1-az4--x-s3";
  const params = { Bucket, Key: "k", SSECustomerKey: SSE_KEY };
  const { url, headers, warnings, effectiveExpiresAt } = await sign("GetObject", params, undefined, client);
  assert.deepEqual(asked, [Bucket]);
  assert.ok(url.startsWith(`https://${Bucket}.s3express-use1-az4.eu-west-1.amazonaws.com/k?`), url);
  const query = new URL(url).searchParams;
  assert.match(query.get("X-Amz-Credential") ?? "", /^SESSION\/.*\/s3express\//);
  assert.equal(query.get("X-Amz-S3session-Token"), "token/+");
  assert.deepEqual(Object.keys(headers), [
    "x-amz-server-side-encryption-customer-key",
    "x-amz-server-side-encryption-customer-key-md5",
  ]);
  assert.equal(effectiveExpiresAt, expiration.toISOString());
  assert.deepEqual(
    warnings.map(({ code }) => code),
    ["directoryBucket"],
  );
});
