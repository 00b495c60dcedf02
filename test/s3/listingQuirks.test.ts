import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { CreateMultipartUploadCommand, GetObjectCommand } from "@aws-sdk/client-s3";
import { objectMetadata } from "../../src/core/client/objectMetadata.ts";
import type { ObjectPage } from "../../src/core/client/pages.ts";
import { deleteFile, renameFile } from "../../src/core/files/objectFiles.ts";
import { copyObject } from "../../src/core/objects/copyObject.ts";
import { allVersions, versionPage } from "../../src/core/objects/versions.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import type { Quirk } from "../support/s3Server/quirks.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const options = { skip: process.env.S3_TEST_ENDPOINT !== undefined && "no quirks", timeout: 20_000 };

async function setup(context: TestContext, quirk: Quirk, keyAt: (index: number) => string) {
  const opened = await manageSetup(context, target.current);
  const { strict } = target.current;
  strict?.store.get(opened.bucket).generate({ count: 2500, keyAt, bodyAt: () => "x" });
  strict?.quirks.add(quirk);
  context.after(() => strict?.quirks.clear());
  return opened;
}

/** Generated keys are in no listing of versions. */
async function setupVersions(context: TestContext, quirk: Quirk) {
  const opened = await manageSetup(context, target.current);
  const { strict } = target.current;
  for (let index = 0; index < 2500; index++) strict?.store.get(opened.bucket).put(numbered(index), "x");
  strict?.quirks.add(quirk);
  context.after(() => strict?.quirks.clear());
  return opened;
}

type Setup = Awaited<ReturnType<typeof setup>>;
const numbered = (index: number) => `k${String(index).padStart(5, "0")}`;
const foldered = (index: number) => `${numbered(index)}/1`;

async function keysOf({ s3, connection, bucket }: Setup): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of s3.allObjects(connection, { bucket })) keys.push(...page.map(({ key }) => key));
  return keys;
}

/** Page by page, as in the tree. */
async function pagesOf({ s3, connection, bucket }: Setup): Promise<ObjectPage[]> {
  const pages: ObjectPage[] = [];
  for (let token: string | undefined; pages.length === 0 || token; token = pages.at(-1)?.next) {
    pages.push(await s3.objects(connection, { bucket }, token));
  }
  return pages;
}

async function versionKeys({ send, bucket }: Setup): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of allVersions(send, { bucket })) keys.push(...page.map(({ key }) => key));
  return keys;
}

for (const quirk of ["listsVersion1", "noNextToken"] as const) {
  test(`all keys are listed, ${quirk}`, options, async (context) => {
    const opened = await setup(context, quirk, numbered);
    assert.deepEqual(
      await keysOf(opened),
      Array.from({ length: 2500 }, (_, index) => numbered(index)),
    );
  });

  test(`all folders are listed, ${quirk}`, options, async (context) => {
    const pages = await pagesOf(await setup(context, quirk, foldered));
    assert.deepEqual(
      pages.flatMap(({ folders }) => folders),
      Array.from({ length: 2500 }, (_, index) => `${numbered(index)}/`),
    );
  });
}

test("a truncated listing of versions without a marker is an error", options, async (context) => {
  const opened = await setupVersions(context, "noNextToken");
  await assert.rejects(versionKeys(opened), {
    code: "listingStuck",
    details: { operation: "ListObjectVersions", bucket: opened.bucket },
  });
});

test("a truncated listing of buckets without a token is an error", options, async (context) => {
  const { s3, connection } = await manageSetup(context, target.current);
  const body =
    "<ListAllMyBucketsResult><Owner><ID>1</ID></Owner><Buckets><Bucket><Name>one</Name></Bucket></Buckets>" +
    "<IsTruncated>true</IsTruncated></ListAllMyBucketsResult>";
  target.current.strict?.faults.add({ operation: "ListBuckets", fault: { kind: "body", status: 200, body } });
  context.after(() => target.current.strict?.faults.clear());
  await assert.rejects(s3.buckets(connection), { code: "listingStuck", details: { operation: "ListBuckets" } });
});

for (const quirk of ["sameToken", "alternatingTokens"] as const) {
  test(`a listing that repeats its pages is an error, ${quirk}`, options, async (context) => {
    await assert.rejects(keysOf(await setup(context, quirk, numbered)), { code: "listingStuck" });
  });

  test(`a listing of versions that repeats its pages is an error, ${quirk}`, options, async (context) => {
    await assert.rejects(versionKeys(await setupVersions(context, quirk)), { code: "listingStuck" });
  });
}

for (const quirk of [
  "noListedName",
  "emptyListedName",
  "httpDatesInXml",
  "bareListedFields",
  "oddListedFields",
] as const) {
  test(`keys, versions and buckets are listed with what can be read, ${quirk}`, options, async (context) => {
    const { s3, connection, bucket, send } = await setupVersions(context, quirk);
    const isNow = (date: Date | undefined) =>
      quirk === "bareListedFields" ? date === undefined : Math.abs((date?.getTime() ?? 0) - Date.now()) < 60_000;
    const { objects } = await s3.objects(connection, { bucket });
    assert.equal(objects.length, 1000);
    assert.ok(objects.every(({ size, modified }) => size === 1 && isNow(modified)));
    for await (const [version] of allVersions(send, { bucket })) {
      assert.equal(version?.size, 1);
      assert.ok(isNow(version.modified));
    }
    const { buckets } = await s3.buckets(connection);
    assert.ok(isNow(buckets.find(({ name }) => name === bucket)?.created));
  });
}

for (const quirk of ["truncatedAsNumber", "noIsTruncated", "tokenAtEnd"] as const) {
  test(
    `a listing that says in another form whether it has more pages is read to its end, ${quirk}`,
    options,
    async (context) => {
      const opened = await setup(context, quirk, numbered);
      assert.equal((await keysOf(opened)).length, 2500);
      assert.equal((await pagesOf(opened)).length, 3);
      assert.equal((await versionKeys(await setupVersions(context, quirk))).length, 2500);
    },
  );
}

for (const root of ["ListBucketResult", "s3:ListBucketResult"]) {
  test(`a listing without any of its elements is not an empty bucket, ${root}`, options, async (context) => {
    const { s3, connection, bucket } = await manageSetup(context, target.current);
    const body = `<?xml version="1.0"?><${root} xmlns:s3="x"><s3:Contents><s3:Key>a</s3:Key></s3:Contents></${root}>`;
    target.current.strict?.faults.add({ operation: "ListObjectsV2", fault: { kind: "body", status: 200, body } });
    context.after(() => target.current.strict?.faults.clear());
    await assert.rejects(s3.objects(connection, { bucket }), { code: "notS3" });
  });
}

test("an empty element is not an entry, and an entry without a name is an error", options, async (context) => {
  const { s3, connection, send, bucket } = await manageSetup(context, target.current);
  const { faults } = target.current.strict ?? assert.fail();
  context.after(() => faults.clear());
  const respond = (operation: string, body: string) => {
    faults.clear();
    faults.add({ operation, fault: { kind: "body", status: 200, body } });
  };
  respond(
    "ListObjectsV2",
    "<ListBucketResult><Name>b</Name><Contents/><CommonPrefixes></CommonPrefixes></ListBucketResult>",
  );
  assert.deepEqual(await s3.objects(connection, { bucket }), { folders: [], objects: [] });
  respond("ListObjectVersions", "<ListVersionsResult><Name>b</Name><Version/><CommonPrefixes/></ListVersionsResult>");
  assert.deepEqual(await versionPage(send, { bucket }), { folders: [], versions: [] });
  respond("ListBuckets", "<ListAllMyBucketsResult><Buckets><Bucket/></Buckets></ListAllMyBucketsResult>");
  assert.deepEqual(await s3.buckets(connection), { buckets: [] });
  respond("ListObjectsV2", "<ListBucketResult><Name>b</Name><Contents><Size>many</Size></Contents></ListBucketResult>");
  await assert.rejects(s3.objects(connection, { bucket }), { code: "notS3" });
  respond(
    "ListObjectsV2",
    "<ListBucketResult><Name>b</Name><Contents><Key>a</Key><Size>many</Size></Contents></ListBucketResult>",
  );
  assert.deepEqual((await s3.objects(connection, { bucket })).objects, [{ key: "a", size: 0 }]);
});

test("a folder whose listing also has other names is neither deleted nor moved", options, async (context) => {
  const { s3, connection, send, bucket, keys } = await manageSetup(context, target.current);
  const { faults } = target.current.strict ?? assert.fail();
  context.after(() => faults.clear());
  for (const key of ["a/1", "b/2"]) await target.current.put(bucket, key, key);
  const respond = (operation: string, root: string, entry: string) => {
    const entries = ["a/1", "b/2"].map((key) => `<${entry}><Key>${key}</Key></${entry}>`).join("");
    const body = `<${root}><Name>${bucket}</Name>${entries}</${root}>`;
    faults.add({ operation, fault: { kind: "body", status: 200, body } });
  };
  respond("ListObjectsV2", "ListBucketResult", "Contents");
  respond("ListObjectVersions", "ListVersionsResult", "Version");
  const access = await s3.access(connection, bucket);
  const unread = { code: "notS3" };
  await assert.rejects(deleteFile(access, "a", { recursive: true }), unread);
  await assert.rejects(renameFile(access, "a", { access, key: "c", overwrite: true }), unread);
  await assert.rejects(versionPage(send, { bucket, prefix: "a/" }), unread);
  faults.clear();
  assert.deepEqual(await keys(), ["a/1", "b/2"]);
});

test("objects are uploaded, read and copied with dates in another form", options, async (context) => {
  const { s3, send, bucket, connection } = await manageSetup(context, target.current);
  const { quirks } = target.current.strict ?? assert.fail();
  await target.current.put(bucket, "small", "text");
  for (const quirk of ["isoDatesInHeaders", "httpDatesInXml"] as const) quirks.add(quirk);
  context.after(() => quirks.clear());
  const { AbortDate, UploadId } = await send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: "large" }));
  assert.ok(UploadId);
  assert.equal(AbortDate?.toISOString(), "2026-07-23T10:19:21.000Z");
  await copyObject(send, { bucket, key: "small" }, { bucket, key: "copy" });
  const metadata = await objectMetadata(send, { bucket, key: "copy" });
  assert.ok(Math.abs((metadata.LastModified?.getTime() ?? 0) - Date.now()) < 60_000);
  const { Body } = await send(new GetObjectCommand({ Bucket: bucket, Key: "copy" }));
  assert.equal(await Body?.transformToString(), "text");
  assert.deepEqual(
    (await s3.objects(connection, { bucket })).objects.map(({ key }) => key),
    ["copy", "small"],
  );
});
