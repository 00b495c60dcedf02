import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { RawResponse } from "../requests/rawRequest.ts";

/** The location for a row: a separate bucket with an object in it. */
export interface Place {
  bucket: string;
  /** The key of an object whose body is `content`. */
  key: string;
  region: string;
  /** Presigns and sends exactly what the SignedRequest contains; `body` is supplied by the recipient. */
  send(operation: string, params?: Record<string, unknown>, body?: string): Promise<RawResponse>;
}

export interface Row {
  operation: string;
  /** What distinguishes the row from others of its operation. */
  about?: string;
  /** In addition to Bucket, and Key if the operation has one; a Key here overrides it. */
  params?: Record<string, unknown> | ((at: Place) => Record<string, unknown>);
  /** Supplied by the recipient: the file. */
  body?: string;
  /** Returns further parameters, such as an upload ID. */
  prepare?: (at: Place) => Promise<Record<string, unknown> | undefined>;
  /** The status if it is not 200, or a check of the response. */
  expect?: number | RegExp | ((response: RawResponse, at: Place) => unknown);
  /** A feature that some servers lack: a response of 501 or 405 skips the row. */
  needs?: string;
  /** Another response of a server without the feature: it ignores the subresource. */
  lacking?: RegExp;
}

const md5 = (content: string) => createHash("md5").update(content).digest("hex");
const text = ({ body }: RawResponse) => body.toString();
const inner = (response: RawResponse, element: string) =>
  new RegExp(`<${element}>([^<]*)</${element}>`).exec(text(response))?.[1] ?? assert.fail(text(response));

/** Checks with another presigned request that an object has the expected content. */
const holds = (body: string, key?: string) => async (response: RawResponse, at: Place) => {
  assert.equal(response.status, 200, text(response));
  assert.equal(text(await at.send("GetObject", key ? { Key: key } : {})), body);
};

async function startUpload(at: Place): Promise<{ Key: string; UploadId: string }> {
  const Key = "multipart.bin";
  return { Key, UploadId: inner(await at.send("CreateMultipartUpload", { Key }), "UploadId") };
}

async function uploadOnePart(at: Place) {
  const upload = await startUpload(at);
  const { headers } = await at.send("UploadPart", { ...upload, PartNumber: 1 }, "a part");
  return { ...upload, ETag: String(headers.etag) };
}

/**
 * A subresource that is put, read and deleted. `absent` is missing from the response after deletion if the status stays
 * 200.
 */
function configuration(
  subject: string,
  params: Record<string, unknown>,
  found: RegExp,
  {
    remove = `Delete${subject}`,
    absent = "",
    ...feature
  }: Pick<Row, "needs" | "lacking"> & { remove?: string; absent?: string },
): Row[] {
  const [get, put] = [`Get${subject}`, `Put${subject}`];
  const prepare = async (at: Place) => {
    const { status, body } = await at.send(put, params);
    assert.ok(status === 200 || status === 204, body.toString());
    return undefined;
  };
  const rows: Row[] = [
    {
      operation: put,
      params,
      ...feature,
      expect: async (response, at) => {
        assert.ok(response.status === 200 || response.status === 204, text(response));
        assert.match(text(await at.send(get)), found);
      },
    },
    { operation: get, prepare, ...feature, expect: found },
  ];
  if (remove === "") return rows;
  const expect = async (response: RawResponse, at: Place) => {
    assert.ok(response.status === 204 || response.status === 200, text(response));
    const after = await at.send(get);
    if (absent) assert.ok(!text(after).includes(absent), text(after));
    else assert.equal(after.status, 404, text(after));
  };
  return [...rows, { operation: remove, prepare, ...feature, expect }];
}

/** Ceph 16 treats the PUT of an unknown subresource as CreateBucket. */
const OVERLOOKED = /<Code>InvalidArgument</;

const TAGGING = { Tagging: { TagSet: [{ Key: "team", Value: "한글 & more" }] } };
const TAGGED = /<Key>team<\/Key><Value>한글 &amp; more<\/Value>/;
const policy = (bucket: string) => ({
  Policy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${bucket}/public/*` },
    ],
  }),
});
const versioned = async (at: Place): Promise<undefined> => {
  await at.send("PutBucketVersioning", { VersioningConfiguration: { Status: "Enabled" } });
};

const BUCKET_ROWS: Row[] = [
  { operation: "ListBuckets", params: {}, expect: /<Name>/ },
  {
    operation: "CreateBucket",
    params: ({ bucket }) => ({ Bucket: `${bucket}-new` }),
    expect: async (response, at) => {
      assert.equal(response.status, 200, text(response));
      assert.equal((await at.send("DeleteBucket", { Bucket: `${at.bucket}-new` })).status, 204);
    },
  },
  { operation: "HeadBucket" },
  { operation: "DeleteBucket", expect: 409, about: "with objects in it" },
  { operation: "GetBucketLocation", expect: /<LocationConstraint/ },
  { operation: "ListObjects", params: { Prefix: "a ", MaxKeys: 1 }, expect: /<Key>a b\+c\.txt<\/Key>/ },
  { operation: "ListObjectsV2", params: { Delimiter: "/", StartAfter: "Z" }, expect: /<Key>a b\+c\.txt<\/Key>/ },
  { operation: "ListObjectVersions", needs: "versions", prepare: versioned, expect: /<Version>/ },
  {
    operation: "ListMultipartUploads",
    needs: "multipart",
    prepare: async (at) => {
      await startUpload(at);
      return undefined;
    },
    expect: /<Key>multipart\.bin<\/Key>/,
  },
  ...configuration("BucketTagging", TAGGING, TAGGED, { needs: "bucket tagging" }),
  ...configuration(
    "BucketCors",
    { CORSConfiguration: { CORSRules: [{ AllowedMethods: ["PUT"], AllowedOrigins: ["https://example.com"] }] } },
    /<AllowedOrigin>https:\/\/example\.com</,
    { needs: "cors" },
  ),
  ...configuration(
    "BucketLifecycleConfiguration",
    {
      LifecycleConfiguration: {
        Rules: [{ ID: "old", Status: "Enabled", Filter: { Prefix: "tmp/" }, Expiration: { Days: 3 } }],
      },
    },
    /<Days>3<\/Days>/,
    { needs: "lifecycle", remove: "DeleteBucketLifecycle" },
  ),
  ...configuration(
    "BucketWebsite",
    { WebsiteConfiguration: { IndexDocument: { Suffix: "index.html" } } },
    /<Suffix>index\.html</,
    { needs: "website" },
  ),
  ...configuration(
    "BucketEncryption",
    {
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
      },
    },
    /<SSEAlgorithm>AES256</,
    { needs: "bucket encryption", lacking: OVERLOOKED },
  ),
  ...configuration(
    "PublicAccessBlock",
    { PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true } },
    /<BlockPublicAcls>true</i,
    { needs: "public access block", absent: "<BlockPublicAcls>true" },
  ),
  ...configuration(
    "BucketOwnershipControls",
    { OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerPreferred" }] } },
    /BucketOwnerPreferred/,
    { needs: "ownership controls", lacking: OVERLOOKED },
  ),
  ...configuration("BucketVersioning", { VersioningConfiguration: { Status: "Enabled" } }, /<Status>Enabled</, {
    needs: "versioning",
    remove: "",
  }),
  ...configuration(
    "BucketRequestPayment",
    { RequestPaymentConfiguration: { Payer: "Requester" } },
    /<Payer>Requester</,
    { needs: "requester pays", remove: "" },
  ),
  {
    operation: "PutBucketPolicy",
    needs: "policy",
    params: ({ bucket }) => policy(bucket),
    expect: async (response, at) => {
      assert.ok(response.status === 204 || response.status === 200, text(response));
      assert.deepEqual(JSON.parse(text(await at.send("GetBucketPolicy"))), JSON.parse(policy(at.bucket).Policy));
    },
  },
  {
    operation: "GetBucketPolicy",
    needs: "policy",
    prepare: (at) => at.send("PutBucketPolicy", policy(at.bucket)).then(() => undefined),
    expect: /s3:GetObject/,
  },
  {
    operation: "GetBucketPolicyStatus",
    needs: "policy status",
    prepare: (at) => at.send("PutBucketPolicy", policy(at.bucket)).then(() => undefined),
    expect: /<IsPublic>true</i,
  },
  {
    operation: "DeleteBucketPolicy",
    needs: "policy",
    prepare: (at) => at.send("PutBucketPolicy", policy(at.bucket)).then(() => undefined),
    expect: async (response, at) => {
      assert.ok(response.status === 204 || response.status === 200, text(response));
      assert.equal((await at.send("GetBucketPolicy")).status, 404);
    },
  },
  { operation: "GetBucketAcl", needs: "acl", expect: /<Permission>FULL_CONTROL</ },
  { operation: "PutBucketAcl", needs: "acl", about: "canned", params: { ACL: "private" } },
  { operation: "GetBucketLogging", needs: "logging", expect: /<BucketLoggingStatus/ },
  { operation: "GetBucketNotificationConfiguration", needs: "notification", expect: /<NotificationConfiguration/ },
  {
    operation: "GetBucketReplication",
    needs: "replication",
    expect: ({ status, body }) => assert.ok(status === 404 || /<ReplicationConfiguration/.test(body.toString())),
  },
  {
    operation: "GetBucketAccelerateConfiguration",
    needs: "accelerate",
    lacking: /<ListBucketResult/,
    expect: /<AccelerateConfiguration/,
  },
  { operation: "GetObjectLockConfiguration", needs: "object lock", expect: 404 },
];

const METADATA = { author: "A. Body", "two-words": "x y" };

const OBJECT_ROWS: Row[] = [
  { operation: "GetObject", expect: /^content$/ },
  { operation: "GetObject", about: "with a range", params: { Range: "bytes=0-2" }, expect: 206 },
  {
    operation: "HeadObject",
    expect: ({ status, headers }) => assert.deepEqual([status, headers["content-length"]], [200, "7"]),
  },
  {
    operation: "PutObject",
    about: "with the recipient's own file",
    params: { Key: "new" },
    body: "a file",
    expect: holds("a file", "new"),
  },
  {
    operation: "PutObject",
    about: "with a given body",
    params: { Key: "new", Body: "한글" },
    expect: holds("한글", "new"),
  },
  { operation: "PutObject", about: "with an empty body", params: { Key: "new", Body: "" }, expect: holds("", "new") },
  {
    operation: "PutObject",
    about: "with signed headers",
    params: { Key: "new", ContentType: "text/css", CacheControl: "max-age=60", ContentDisposition: "inline" },
    body: "b {}",
    expect: async (response, at) => {
      assert.equal(response.status, 200, text(response));
      const { headers } = await at.send("HeadObject", { Key: "new" });
      assert.equal(headers["content-type"], "text/css");
      assert.equal(headers["cache-control"], "max-age=60");
      assert.equal(headers["content-disposition"], "inline");
    },
  },
  {
    operation: "PutObject",
    about: "metadata",
    params: { Key: "new", Metadata: METADATA },
    body: "with metadata",
    expect: async (response, at) => {
      assert.equal(response.status, 200, text(response));
      const { headers } = await at.send("HeadObject", { Key: "new" });
      assert.equal(headers["x-amz-meta-author"], METADATA.author);
      assert.equal(headers["x-amz-meta-two-words"], METADATA["two-words"]);
    },
  },
  {
    operation: "PutObject",
    about: "with an ACL",
    needs: "acl",
    params: { Key: "new", ACL: "public-read" },
    body: "public",
    expect: async (response, at) => {
      assert.equal(response.status, 200, text(response));
      assert.match(text(await at.send("GetObjectAcl", { Key: "new" })), /AllUsers/);
    },
  },
  {
    operation: "PutObject",
    about: "tags",
    needs: "object tagging",
    params: { Key: "new", Tagging: "team=a%20b" },
    body: "tagged",
    expect: async (response, at) => {
      assert.equal(response.status, 200, text(response));
      assert.match(text(await at.send("GetObjectTagging", { Key: "new" })), /<Value>a b<\/Value>/);
    },
  },
  {
    operation: "PutObject",
    about: "only if none exists",
    params: { IfNoneMatch: "*" },
    body: "another",
    expect: 412,
  },
  {
    operation: "DeleteObject",
    expect: async ({ status }, at) => assert.deepEqual([status, (await at.send("GetObject")).status], [204, 404]),
  },
  {
    operation: "DeleteObjects",
    needs: "multi-object delete",
    params: ({ key }) => ({ Delete: { Objects: [{ Key: key }, { Key: "not & there" }] } }),
    expect: async (response, at) => {
      assert.equal(response.status, 200, text(response));
      assert.match(text(response), /<Deleted>/);
      assert.equal((await at.send("GetObject")).status, 404);
    },
  },
  {
    operation: "CopyObject",
    needs: "copy",
    params: ({ bucket, key }) => ({ Key: "copy", CopySource: `${bucket}/${key}` }),
    expect: holds("content", "copy"),
  },
  {
    operation: "CopyObject",
    about: "with new metadata",
    needs: "copy",
    params: ({ bucket, key }) => ({
      Key: "copy",
      CopySource: `/${bucket}/${key}`,
      MetadataDirective: "REPLACE",
      ContentType: "text/x-copy",
    }),
    expect: async (response, at) => {
      assert.equal(response.status, 200, text(response));
      assert.equal((await at.send("HeadObject", { Key: "copy" })).headers["content-type"], "text/x-copy");
    },
  },
  ...configuration("ObjectTagging", TAGGING, TAGGED, { needs: "object tagging", absent: "<Tag>" }),
  { operation: "GetObjectAcl", needs: "acl", expect: /<Permission>FULL_CONTROL</ },
  {
    operation: "PutObjectAcl",
    needs: "acl",
    params: { ACL: "public-read" },
    expect: async (response, at) => {
      assert.equal(response.status, 200, text(response));
      assert.match(text(await at.send("GetObjectAcl")), /AllUsers/);
    },
  },
  {
    operation: "GetObjectAttributes",
    needs: "object attributes",
    lacking: /^content$/,
    params: { ObjectAttributes: ["ETag", "ObjectSize"] },
    expect: /<ObjectSize>7</,
  },
  {
    operation: "GetObject",
    about: "of a version",
    needs: "versioning",
    prepare: async (at) => {
      await versioned(at);
      const { headers } = await at.send("PutObject", {}, "version one");
      await at.send("PutObject", {}, "version two");
      return { VersionId: String(headers["x-amz-version-id"]) };
    },
    expect: /^version one$/,
  },
];

const MULTIPART_ROWS: Row[] = [
  {
    operation: "CreateMultipartUpload",
    needs: "multipart",
    params: { ContentType: "text/x-big" },
    expect: /<UploadId>/,
  },
  {
    operation: "UploadPart",
    needs: "multipart",
    prepare: startUpload,
    params: { PartNumber: 1 },
    body: "a part",
    expect: ({ status, headers }) => assert.ok(status === 200 && headers.etag),
  },
  {
    operation: "UploadPartCopy",
    needs: "multipart copy",
    prepare: startUpload,
    params: ({ bucket, key }) => ({ PartNumber: 1, CopySource: `${bucket}/${key}` }),
    expect: /<ETag>/,
  },
  {
    operation: "ListParts",
    needs: "multipart",
    prepare: async (at) => {
      const { ETag: _, ...upload } = await uploadOnePart(at);
      return upload;
    },
    expect: /<PartNumber>1</,
  },
  {
    operation: "CompleteMultipartUpload",
    needs: "multipart",
    prepare: async (at) => {
      const { ETag, ...upload } = await uploadOnePart(at);
      return { ...upload, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } };
    },
    expect: holds("a part", "multipart.bin"),
  },
  {
    operation: "CompleteMultipartUpload",
    about: "with the recipient's own list of parts",
    needs: "multipart",
    prepare: async (at) => {
      const { ETag: _, ...upload } = await uploadOnePart(at);
      return upload;
    },
    body: `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"${md5("a part")}"</ETag></Part></CompleteMultipartUpload>`,
    expect: holds("a part", "multipart.bin"),
  },
  { operation: "AbortMultipartUpload", needs: "multipart", prepare: startUpload, expect: 204 },
];

export const ROWS: Row[] = [...BUCKET_ROWS, ...OBJECT_ROWS, ...MULTIPART_ROWS];
