import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import {
  CreateMultipartUploadCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { ChecksumSupport } from "../../src/core/client/checksumSupport.ts";
import { createFolder, createObject, readObject, saveObject } from "../../src/core/files/objectFiles.ts";
import type { PostCondition } from "../../src/core/post/policy/policyRules.ts";
import type { SignedPost } from "../../src/core/sign/signedRequest.ts";
import { uploadFile } from "../../src/core/transfer/uploadFile.ts";
import { learnConditions } from "../support/product/learnConditions.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import { uploadForm } from "../support/requests/formUpload.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import type { Quirk } from "../support/s3Server/quirks.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const isStrict = process.env.S3_TEST_ENDPOINT === undefined;
const onlyStrict = { skip: !isStrict && "needs the strict server" };
const MIN_PART = 5 * 1024 ** 2;

/** A bucket whose new objects are locked, unless a quirk is given. */
async function setup(context: TestContext, quirks: Quirk[] = []) {
  const opened = await manageSetup(context, target.current);
  const { strict, client } = target.current;
  const isLocked = quirks.length === 0;
  const bucket = isLocked
    ? await target.current.bucket(undefined, { ObjectLockEnabledForBucket: true })
    : opened.bucket;
  if (isLocked) {
    const ObjectLockConfiguration = {
      ObjectLockEnabled: "Enabled" as const,
      Rule: { DefaultRetention: { Mode: "GOVERNANCE" as const, Days: 1 } },
    };
    await client.send(new PutObjectLockConfigurationCommand({ Bucket: bucket, ObjectLockConfiguration }));
  }
  for (const quirk of quirks) strict?.quirks.add(quirk);
  context.after(() => strict?.quirks.clear());
  const access = await opened.s3.access(opened.connection, bucket);
  const { path, remove } = scratchFolder("checksums");
  context.after(remove);
  const file = (name: string, bytes: Buffer) => {
    writeFileSync(join(path, name), bytes);
    return join(path, name);
  };
  return { ...opened, access, bucket, file, requests: strict?.requests ?? [] };
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Everything that sends bytes: new, saved and uploaded objects, folders, and parts. */
async function storeAll({ access, file }: Awaited<ReturnType<typeof setup>>): Promise<void> {
  const etag = await createObject(access, "new.txt", bytesOf("new"));
  await saveObject(access, "new.txt", bytesOf("saved"), etag);
  await createFolder(access, "folder");
  const [small, large] = [randomBytes(1000), randomBytes(2 * MIN_PART + 1)];
  await uploadFile(access, file("small", small), { key: "small", expected: "absent" });
  await uploadFile(access, file("large", large), { key: "large", expected: "absent", partSize: MIN_PART });
  for (const [key, bytes] of Object.entries({ "new.txt": bytesOf("saved"), "folder/": bytesOf(""), small, large })) {
    assert.ok(Buffer.from((await readObject(access, key)).bytes).equals(bytes), key);
  }
}

const UPLOADS = ["PutObject", "UploadPart"];
const kindOf = (headers: Record<string, string>) =>
  headers["x-amz-checksum-crc32"] ? "crc32" : headers["content-md5"] ? "md5" : "none";

test("a bucket with default retention accepts everything that is stored", async (context) => {
  const opened = await setup(context);
  await storeAll(opened);
  const sent = opened.requests.filter(
    ({ operation, bucket }) => bucket === opened.bucket && UPLOADS.includes(operation),
  );
  for (const { headers, operation } of sent) assert.equal(kindOf(headers), "crc32", operation);
});

for (const [quirks, expected] of [
  [["checksumNotImplemented400"], "md5"],
  [["checksumNotImplemented400", "contentMd5NotImplemented501"], "none"],
] as const) {
  test(
    `a server with ${quirks.join(" and ")} is sent ${expected} from the second upload on`,
    onlyStrict,
    async (context) => {
      const opened = await setup(context, [...quirks]);
      const { access, requests, file } = opened;
      await storeAll(opened);
      requests.length = 0;
      await createObject(access, "second", bytesOf("x"));
      const options = { key: "parts", expected: "absent", partSize: MIN_PART } as const;
      await uploadFile(access, file("parts", randomBytes(MIN_PART + 1)), options);
      const sent = requests.filter(({ operation }) => [...UPLOADS, "CreateMultipartUpload"].includes(operation));
      assert.deepEqual(
        sent.map(({ operation, headers, status }) => [operation, kindOf(headers), status]),
        [
          ["PutObject", expected, 200],
          ["CreateMultipartUpload", "none", 200],
          ["UploadPart", expected, 200],
          ["UploadPart", expected, 200],
          // Claims the key.
          ["PutObject", expected, 200],
        ],
      );
    },
  );
}

test("on Amazon S3, an object stored in parts has a checksum of its whole content", onlyStrict, async (context) => {
  const opened = await setup(context);
  const { access, bucket, file } = opened;
  await learnConditions(access, "a/");
  Object.assign(access.request, { checksums: new ChecksumSupport(true) });
  const options = { key: "k", expected: "absent", partSize: MIN_PART } as const;
  await uploadFile(access, file("k", randomBytes(MIN_PART + 1)), options);
  assert.equal(target.current.strict?.store.get(bucket).get("k")?.checksum?.type, "FULL_OBJECT");
});

const md5Of = (text: string) => createHash("md5").update(text).digest("base64");

test("a presigned PUT to a bucket that locks objects says that the recipient must send Content-MD5", async (context) => {
  const { s3, connection, bucket } = await setup(context);
  const open = await target.current.bucket();
  const sign = (params: object) => s3.presign(connection, { operation: "PutObject", params: { Key: "k", ...params } });
  const codes = async (params: object) => (await sign(params)).warnings.map(({ code }) => code);
  assert.deepEqual(await codes({ Bucket: bucket }), ["checksumRequired"]);
  assert.deepEqual(await codes({ Bucket: bucket, ContentMD5: md5Of("text") }), []);
  assert.deepEqual(await codes({ Bucket: open }), []);
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const lock = { ObjectLockMode: "GOVERNANCE", ObjectLockRetainUntilDate: until };
  assert.deepEqual(await codes({ Bucket: open, ...lock }), ["checksumRequired"]);
  const { url } = await sign({ Bucket: bucket });
  const put = (headers: Record<string, string>) => fetch(url, { method: "PUT", body: "text", headers });
  if (isStrict) assert.equal((await put({})).status, 400);
  assert.equal((await put({ "content-md5": md5Of("text") })).status, 200);
});

test("a form for a bucket that locks objects says that it must allow Content-MD5", async (context) => {
  const { s3, connection, bucket } = await setup(context);
  const sign = (conditions: PostCondition[]) => s3.presignPost(connection, { bucket, key: "k", conditions });
  const codes = ({ warnings }: SignedPost) => warnings.map(({ code }) => code).filter((code) => /^check/.test(code));
  const [without, allowing] = [await sign([]), await sign([["starts-with", "$Content-MD5", ""]])];
  assert.deepEqual([codes(without), codes(allowing)], [["checksumFieldMissing"], []]);
  const upload = async ({ url, fields }: SignedPost, more: Record<string, string>) =>
    (await uploadForm(url, { ...fields, ...more }, { name: "file", content: "text" })).status;
  if (isStrict) assert.equal(await upload(without, {}), 400);
  assert.equal(await upload(allowing, { "Content-MD5": md5Of("text") }), 204);
});

test("a link for an upload is signed even if the lock of the bucket cannot be read", onlyStrict, async (context) => {
  const { s3, connection, bucket, requests } = await setup(context);
  const fault = { kind: "status", status: 403, code: "AccessDenied" } as const;
  target.current.strict?.faults.add({ operation: "GetObjectLockConfiguration", fault });
  for (let link = 0; link < 2; link++) {
    const { warnings } = await s3.presign(connection, { operation: "PutObject", params: { Bucket: bucket, Key: "k" } });
    assert.deepEqual(warnings, []);
  }
  const asked = requests.filter(
    ({ operation, bucket: at }) => operation === "GetObjectLockConfiguration" && at === bucket,
  );
  assert.equal(asked.length, 1);
});

test("the strict server refuses to lock bytes without a digest", onlyStrict, async (context) => {
  const { bucket } = await setup(context);
  const { endpoint, region, keys: credentials } = target.current;
  const requestChecksumCalculation = "WHEN_REQUIRED";
  const plain = new S3Client({ endpoint, region, credentials, forcePathStyle: true, requestChecksumCalculation });
  context.after(() => plain.destroy());
  const at = { Bucket: bucket, Key: "k" };
  const refused = {
    name: "InvalidRequest",
    message: /^Content-MD5 OR x-amz-checksum- HTTP header is required for Put /,
  };
  await assert.rejects(plain.send(new PutObjectCommand({ ...at, Body: "x" })), refused);
  const { UploadId } = await plain.send(new CreateMultipartUploadCommand(at));
  const part = { ...at, UploadId, PartNumber: 1, Body: "x" };
  await assert.rejects(plain.send(new UploadPartCommand(part)), refused);
});
