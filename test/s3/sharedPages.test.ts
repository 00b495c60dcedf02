import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectLockConfigurationCommand,
} from "@aws-sdk/client-s3";
import { Bucket } from "../../src/core/bucket.ts";
import type { ErrorCode, S3Error } from "../../src/core/errors/errors.ts";
import { shareCopy } from "../../src/core/share/shareCopy.ts";
import { newShareId, sharePlace } from "../../src/core/share/sharePlace.ts";
import { readShareRecord, type ShareRecord } from "../../src/core/share/shareRecord.ts";
import { storePage } from "../../src/core/share/storePage.ts";
import { openS3 } from "../support/product/openS3.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();

type BucketOptions = Parameters<typeof target.current.bucket>[1];

async function openBucket(context: TestContext, options?: BucketOptions): Promise<Bucket> {
  const { s3 } = openS3(context, target.current);
  return Bucket.open(s3, { connection: "test", bucket: await target.current.bucket(undefined, options) });
}

/** Everyone may read what is in it. */
async function publicBucket(context: TestContext, options?: BucketOptions): Promise<Bucket> {
  const { client, strict } = target.current;
  const bucket = await openBucket(context, options);
  if (strict) strict.store.get(bucket.name).publicRead = true;
  else {
    const Resource = `arn:aws:s3:::${bucket.name}/*`;
    const Statement = [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource }];
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await client.send(new PutBucketPolicyCommand({ Bucket: bucket.name, Policy }));
  }
  return bucket;
}

function pageOf(bucket: string, html = "<!DOCTYPE html><p>한글") {
  const id = newShareId();
  const place = sharePlace(".s3-presign/", id);
  const record: ShareRecord = {
    version: 1,
    id,
    kind: "page",
    title: "Test",
    bucket,
    page: place.page,
    createdAt: new Date().toISOString(),
    endsAt: new Date(Date.now() + 600_000).toISOString(),
  };
  return { place, html, record, expiresIn: 600 };
}

async function stored(bucket: string): Promise<(string | undefined)[]> {
  const { Versions = [], DeleteMarkers = [] } = await target.current.client.send(
    new ListObjectVersionsCommand({ Bucket: bucket }),
  );
  return [...Versions, ...DeleteMarkers].map(({ Key }) => Key);
}

test("a page is stored with its record, and its link shows it in a browser", async (context) => {
  const { client } = target.current;
  const bucket = await openBucket(context);
  const page = pageOf(bucket.name);
  const { url, versions } = await storePage(bucket, page);
  assert.deepEqual(versions, {});
  const response = await fetch(url);
  assert.equal(await response.text(), page.html);
  assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
  assert.equal(response.headers.get("cache-control"), "private, no-store");
  const [address = ""] = url.split("?");
  assert.equal((await fetch(address)).status, 403);
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket.name, Key: page.place.record }));
  assert.deepEqual(readShareRecord(JSON.parse((await Body?.transformToString()) ?? "")), page.record);
  await assert.rejects(storePage(bucket, page), { code: "changedMeanwhile" });
  assert.equal((await fetch(url)).status, 200);
});

test("in a versioned bucket, the versions of the page and its record are returned", async (context) => {
  const { client } = target.current;
  const bucket = await openBucket(context);
  const VersioningConfiguration = { Status: "Enabled" as const };
  await client.send(new PutBucketVersioningCommand({ Bucket: bucket.name, VersioningConfiguration }));
  const page = pageOf(bucket.name);
  const { versions } = await storePage(bucket, page);
  assert.deepEqual(Object.keys(versions), [page.place.page, page.place.record]);
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket.name, Key: page.place.record }));
  const record = readShareRecord(JSON.parse((await Body?.transformToString()) ?? ""));
  assert.deepEqual(record?.versions, { [page.place.page]: versions[page.place.page] });
});

for (const status of ["plain", "versioned"] as const) {
  test(`${status}: a page that anyone can read is rejected, and nothing of it remains`, async (context) => {
    const { client } = target.current;
    const bucket = await publicBucket(context);
    const VersioningConfiguration = { Status: "Enabled" as const };
    if (status === "versioned")
      await client.send(new PutBucketVersioningCommand({ Bucket: bucket.name, VersioningConfiguration }));
    await assert.rejects(storePage(bucket, pageOf(bucket.name)), { code: "publicBucket" });
    assert.deepEqual(await stored(bucket.name), []);
  });
}

test("where new objects are locked, a page that anyone can read is hidden", async (context) => {
  const { client } = target.current;
  const bucket = await publicBucket(context, { ObjectLockEnabledForBucket: true });
  const Rule = { DefaultRetention: { Mode: "GOVERNANCE", Days: 1 } } as const;
  const ObjectLockConfiguration = { ObjectLockEnabled: "Enabled", Rule } as const;
  await client.send(new PutObjectLockConfigurationCommand({ Bucket: bucket.name, ObjectLockConfiguration }));
  const page = pageOf(bucket.name);
  await assert.rejects(storePage(bucket, page), { code: "publicBucket" });
  for (const key of [page.place.page, page.place.record]) assert.equal(await bucket.findMetadata({ key }), undefined);
});

test("what fails and may not be deleted again is reported: a page that anyone can read, and a copy", async (context) => {
  const { strict } = target.current;
  if (!strict) return context.skip("only the strict server can be made to deny a single operation");
  const bucket = await publicBucket(context);
  const deny = (operation: string) =>
    strict.faults.add({ operation, fault: { kind: "status", status: 403, code: "AccessDenied" } });
  context.after(() => strict.faults.clear());
  for (const operation of ["DeleteObject", "DeleteObjects"]) deny(operation);
  const reported = (cause: ErrorCode) => (error: S3Error) => {
    const { code, details } = error as S3Error<"pageLeft">;
    const { connection, bucket: name, prefix } = details;
    assert.deepEqual([code, connection, name], ["pageLeft", "profile:test", bucket.name]);
    assert.match(prefix, /^\.s3-presign\/[0-9a-f]{32}\/$/);
    assert.equal((error.cause as S3Error).code, cause);
    return true;
  };
  await assert.rejects(storePage(bucket, pageOf(bucket.name)), reported("publicBucket"));
  await target.current.put(bucket.name, "a.txt", "a");
  deny("PutObject");
  const settings = { pagesPrefix: ".s3-presign/", title: "a.txt", expiresIn: 600 };
  await assert.rejects(shareCopy(bucket, { key: "a.txt" }, settings, {}), reported("accessDenied"));
});

test("a page that a browser would download instead of showing is rejected, and nothing of it remains", async (context) => {
  const { strict } = target.current;
  if (!strict) return context.skip("only the strict server can be made to force downloads");
  strict.quirks.add("htmlAsAttachment");
  context.after(() => strict.quirks.delete("htmlAsAttachment"));
  const bucket = await openBucket(context);
  const page = pageOf(bucket.name);
  const details = { bucket: bucket.name, key: page.place.page, status: 200 };
  await assert.rejects(storePage(bucket, page), {
    code: "pageNotInline",
    details: { ...details, header: "Content-Disposition: attachment" },
  });
  assert.deepEqual(await stored(bucket.name), []);
});
