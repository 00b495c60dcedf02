import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const rgw = process.env.S3_TEST_ENDPOINT !== undefined;
/** RGW 16.2 returns NoSuchKey for a missing upload. */
const NO_SUCH_UPLOAD = ({ name }: Error) => name === "NoSuchUpload" || (rgw && name === "NoSuchKey");
const MIB = 1024 ** 2;

async function started(Key = "big", input = {}) {
  const { client } = target.current;
  const Bucket = await target.current.bucket();
  const { UploadId = "" } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...input }));
  const at = { Bucket, Key, UploadId };
  const part = async (PartNumber: number, Body: Buffer | string) => {
    const { ETag } = await client.send(new UploadPartCommand({ ...at, PartNumber, Body }));
    return { PartNumber, ETag };
  };
  const complete = (Parts: { PartNumber: number; ETag?: string | undefined }[], more = {}) =>
    client.send(new CompleteMultipartUploadCommand({ ...at, MultipartUpload: { Parts }, ...more }));
  return { client, Bucket, at, part, complete };
}

test("parts are combined into one object whose ETag is derived from theirs", async () => {
  const { client, Bucket, at, part, complete } = await started("big", { ContentType: "text/x", Metadata: { a: "b" } });
  const bodies = [Buffer.alloc(5 * MIB, "a"), Buffer.from("the end")];
  const parts = [await part(2, bodies[1] as Buffer), await part(1, bodies[0] as Buffer)].reverse();
  const digests = bodies.map((body) => createHash("md5").update(body).digest());
  const ETag = `"${createHash("md5").update(Buffer.concat(digests)).digest("hex")}-2"`;
  const done = await complete(parts);
  if (!rgw) assert.equal(done.ETag, ETag, "RGW 16.2 leaves it empty");
  const whole = await client.send(new GetObjectCommand({ Bucket, Key: at.Key }));
  assert.equal(whole.ContentLength, 5 * MIB + 7);
  assert.deepEqual([whole.ETag, whole.ContentType, whole.Metadata?.a], [ETag, "text/x", "b"]);
  assert.ok(Buffer.concat(bodies).equals(Buffer.from((await whole.Body?.transformToByteArray()) ?? [])));
  if (!rgw) await checkLastPart(Bucket, at.Key);
  await assert.rejects(client.send(new ListPartsCommand(at)), NO_SUCH_UPLOAD, "the upload is complete");
});

/** RGW 16.2 returns the whole object instead of a part. */
async function checkLastPart(Bucket: string, Key: string): Promise<void> {
  const last = await target.current.client.send(new GetObjectCommand({ Bucket, Key, PartNumber: 2 }));
  assert.equal(last.PartsCount, 2);
  assert.equal(await last.Body?.transformToString(), "the end");
}

test("a completion is rejected when parts are too small, out of order, unknown or missing", async () => {
  const { part, complete } = await started();
  const [first, second] = [await part(1, "small"), await part(2, "small too")];
  await assert.rejects(complete([first, second]), { name: "EntityTooSmall" });
  // RGW 16.2 checks the sizes first.
  const because = (name: string) => ({ name: rgw ? "EntityTooSmall" : name });
  await assert.rejects(complete([second, first]), because("InvalidPartOrder"));
  await assert.rejects(complete([first, { PartNumber: 3, ETag: '"x"' }]), because("InvalidPart"));
  await assert.rejects(complete([{ PartNumber: 1, ETag: second.ETag }]), { name: "InvalidPart" });
  await assert.rejects(complete([]), { name: "MalformedXML" });
  // RGW 16.2 requires every part that was uploaded.
  if (!rgw) await complete([first]);
});

test("parts and uploads are listed page by page", async () => {
  const { client, Bucket, at, part } = await started("folder/a");
  for (const number of [1, 2, 3]) await part(number, `part ${number}`);
  const page = await client.send(new ListPartsCommand({ ...at, MaxParts: 2 }));
  assert.deepEqual([page.Parts?.length, page.IsTruncated], [2, true]);
  const rest = await client.send(new ListPartsCommand({ ...at, PartNumberMarker: page.NextPartNumberMarker }));
  assert.deepEqual(
    rest.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size]),
    [[3, 6]],
  );
  await client.send(new CreateMultipartUploadCommand({ Bucket, Key: "top" }));
  const list = (input = {}) => client.send(new ListMultipartUploadsCommand({ Bucket, ...input }));
  assert.deepEqual(
    (await list()).Uploads?.map(({ Key }) => Key),
    ["folder/a", "top"],
  );
  const folders = await list({ Delimiter: "/" });
  if (!rgw) assert.deepEqual(folders.CommonPrefixes, [{ Prefix: "folder/" }]);
  assert.deepEqual(
    folders.Uploads?.map(({ Key }) => Key),
    ["top"],
  );
  const first = await list({ MaxUploads: 1 });
  assert.equal(first.IsTruncated, true);
  const next = await list({ KeyMarker: first.NextKeyMarker, UploadIdMarker: first.NextUploadIdMarker });
  assert.deepEqual(
    next.Uploads?.map(({ Key }) => Key),
    ["top"],
  );
});

test("an aborted upload does not exist any more, and neither does one with an unknown ID", async () => {
  const { client, at, part } = await started();
  await part(1, "x");
  await client.send(new AbortMultipartUploadCommand(at));
  await assert.rejects(part(2, "x"), NO_SUCH_UPLOAD);
  await assert.rejects(client.send(new AbortMultipartUploadCommand(at)), { name: "NoSuchUpload" });
  await assert.rejects(client.send(new ListPartsCommand({ ...at, UploadId: "never" })), NO_SUCH_UPLOAD);
});

test("a part is copied from a range of another object", async () => {
  const { client, Bucket, at, complete } = await started();
  await target.current.put(Bucket, "a source", "0123456789");
  const copy = new UploadPartCopyCommand({
    ...at,
    PartNumber: 1,
    CopySource: `${Bucket}/a%20source`,
    CopySourceRange: "bytes=2-5",
  });
  const { CopyPartResult } = await client.send(copy);
  await complete([{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: at.Key }));
  assert.equal(await Body?.transformToString(), "2345");
});

test("a part number is between 1 and 10,000", { skip: rgw && "RGW 16.2 accepts any number" }, async () => {
  const { part } = await started();
  await assert.rejects(part(10_001, "x"), { name: "InvalidArgument" });
  await part(10_000, "x");
});

test("the SDK's own multipart upload arrives complete", async () => {
  const { client } = target.current;
  const Bucket = await target.current.bucket();
  const Body = Buffer.alloc(11 * MIB, "0123456789");
  await new Upload({ client, params: { Bucket, Key: "k", Body }, partSize: 5 * MIB }).done();
  const { Body: stored } = await client.send(new GetObjectCommand({ Bucket, Key: "k" }));
  assert.ok(Body.equals(Buffer.from((await stored?.transformToByteArray()) ?? [])));
});

test("checksums of parts are combined into one of the whole object", {
  skip: rgw && "RGW 16.2 has no checksums",
}, async () => {
  const { client, at } = await started("k", { ChecksumAlgorithm: "CRC32C" });
  const Parts = [];
  for (const [index, Body] of [Buffer.alloc(5 * MIB), "end"].entries()) {
    const input = { ...at, PartNumber: index + 1, Body, ChecksumAlgorithm: "CRC32C" } as const;
    const { ETag, ChecksumCRC32C } = await client.send(new UploadPartCommand(input));
    Parts.push({ PartNumber: index + 1, ETag, ChecksumCRC32C });
  }
  const done = await client.send(new CompleteMultipartUploadCommand({ ...at, MultipartUpload: { Parts } }));
  assert.match(done.ChecksumCRC32C ?? "", /^[\w+/]{6}==-2$/);
  const reported = await client.send(
    new HeadObjectCommand({ Bucket: at.Bucket, Key: at.Key, ChecksumMode: "ENABLED" }),
  );
  assert.deepEqual([reported.ChecksumCRC32C, reported.ChecksumType], [done.ChecksumCRC32C, "COMPOSITE"]);
  const attributes = new GetObjectAttributesCommand({
    Bucket: at.Bucket,
    Key: at.Key,
    ObjectAttributes: ["ObjectParts"],
  });
  const { ObjectParts } = await client.send(attributes);
  assert.deepEqual(
    ObjectParts?.Parts?.map(({ Size }) => Size),
    [5 * MIB, 3],
  );
});

test("the conditions of a completion are enforced", { skip: rgw && "RGW 16.2 ignores them" }, async () => {
  const { Bucket, at, part, complete } = await started();
  const first = await part(1, "x");
  await target.current.put(Bucket, at.Key, "already there");
  await assert.rejects(complete([first], { IfNoneMatch: "*" }), { name: "PreconditionFailed" });
  await complete([first]);
});
