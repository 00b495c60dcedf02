import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { HeadObjectCommand, ListPartsCommand } from "@aws-sdk/client-s3";
import type { Browser, Page } from "playwright-core";
import { slotPartSize } from "../../src/core/share/slotLinks.ts";
import { requestSetup } from "../support/product/requestSetup.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { useS3Target } from "../support/servers/s3Target.ts";
import { launchBrowser } from "../support/vscode/browser.ts";

const target = useS3Target();
const GiB = 1024 ** 3;
const SIZE = 6 * GiB + 5;
const PART = slotPartSize(SIZE);
const PARTS = Math.ceil(SIZE / PART);
/** Ceph keeps objects in memory: start it with RGW_BYTES=9663676416. */
const skip = process.env.S3_TEST_ENDPOINT !== undefined && Number(process.env.RGW_BYTES ?? 0) < SIZE;

/** Sparse, with a few bytes that differ in the parts at both ends and at the middle. */
async function sparseFile(context: TestContext): Promise<{ path: string; etag: string }> {
  const scratch = scratchFolder("large-request");
  context.after(scratch.remove);
  const path = join(scratch.path, "disk.img");
  const marked = [0, Math.floor(PARTS / 2) - 1, Math.floor(PARTS / 2), PARTS - 1];
  const handle = await open(path, "w");
  await handle.truncate(SIZE);
  for (const part of marked) await handle.write(Buffer.from(`part ${part}`), 0, undefined, part * PART);
  await handle.close();
  const md5 = (bytes: Buffer) => createHash("md5").update(bytes).digest();
  const zeros = md5(Buffer.alloc(PART));
  const digests = Array.from({ length: PARTS }, (_, part) => {
    if (!marked.includes(part)) return zeros;
    const bytes = Buffer.alloc(Math.min(PART, SIZE - part * PART));
    bytes.write(`part ${part}`);
    return md5(bytes);
  });
  return { path, etag: `"${md5(Buffer.concat(digests)).toString("hex")}-${PARTS}"` };
}

const partOf = (url: string) => Number(new URL(url).searchParams.get("partNumber") ?? 0);

interface Sending {
  page: Page;
  /** Numbers of the parts that the server confirmed. */
  sent: number[];
  /** Numbers of the parts that the page saw in responses to ListParts, before it sent any. */
  listed: Set<number>;
}

async function sendFrom(browser: Browser, url: string, path: string): Promise<Sending> {
  const page = await browser.newPage();
  const sent: number[] = [];
  const listed = new Set<number>();
  page.on("response", async (response) => {
    const part = partOf(response.url());
    if (part > 0 && response.ok()) sent.push(part);
    if (!new URL(response.url()).searchParams.has("part-number-marker")) return;
    const numbers = (await response.text().catch(() => "")).matchAll(/<PartNumber>(\d+)</g);
    if (sent.length === 0) for (const [, number] of numbers) listed.add(Number(number));
  });
  await page.goto(url);
  await page.locator("#files").setInputFiles(path);
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  return { page, sent, listed };
}

test("6 GiB are sent into a slot, and continued after the browser was killed at half", { skip }, async (context) => {
  const { client } = target.current;
  const { request, bucket, strict } = await requestSetup(context, target.current, undefined);
  if (strict) strict.store.get(bucket.name).discardBodies = true;
  const { path, etag } = await sparseFile(context);
  const { url, record } = await request({ largeFiles: 1, expiresIn: 3600 });
  const [{ key, uploadId } = assert.fail("no slot")] = record.slots ?? [];
  const started = performance.now();
  const killed = await launchBrowser();
  const first = await sendFrom(killed, url, path);
  while (first.sent.length < PARTS / 2) await new Promise((resolve) => setTimeout(resolve, 100));
  const session = await killed.newBrowserCDPSession();
  const disconnected = new Promise((resolve) => killed.once("disconnected", resolve));
  session.send("Browser.crash").catch(() => undefined);
  await disconnected;
  const half = performance.now();
  const kept = new Set<number>();
  for (let PartNumberMarker: string | undefined, more = true; more; ) {
    const at = { Bucket: bucket.name, Key: key, UploadId: uploadId, PartNumberMarker };
    const { Parts = [], IsTruncated, NextPartNumberMarker } = await client.send(new ListPartsCommand(at));
    for (const { PartNumber = 0 } of Parts) kept.add(PartNumber);
    [more, PartNumberMarker] = [IsTruncated ?? false, NextPartNumberMarker];
  }
  assert.ok(kept.size >= PARTS / 2 && kept.size < PARTS, String(kept.size));
  const browser = await launchBrowser();
  context.after(() => browser.close());
  const again = await sendFrom(browser, url, path);
  await again.page.getByText("All files were uploaded: 1.").waitFor({ timeout: 1_200_000 });
  // Parts that were complete when the browser was killed can be listed later.
  assert.ok([...kept].every((part) => again.listed.has(part)));
  const resent = again.sent.filter((part) => again.listed.has(part));
  assert.deepEqual(resent, [], "no part that was listed is sent again");
  assert.equal(again.listed.size + again.sent.length, PARTS);
  const { ContentLength, ETag } = await client.send(new HeadObjectCommand({ Bucket: bucket.name, Key: key }));
  assert.deepEqual([ContentLength, ETag], [SIZE, etag]);
  const seconds = (from: number, to: number) => `${((to - from) / 1000).toFixed(0)} s`;
  context.diagnostic(
    `${seconds(started, half)} to the kill, ${seconds(half, performance.now())} after it, ${again.listed.size} of ${PARTS} parts kept`,
  );
});
