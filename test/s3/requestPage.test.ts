import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { PutObjectLockConfigurationCommand } from "@aws-sdk/client-s3";
import type { Browser, Page } from "playwright-core";
import { assertAccessible } from "../support/checks/accessibility.ts";
import { assertSealed } from "../support/checks/sealedPage.ts";
import { FOLDER, requestSetup } from "../support/product/requestSetup.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { useS3Target } from "../support/servers/s3Target.ts";
import { launchBrowser } from "../support/vscode/browser.ts";

const target = useS3Target();
let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser.close());

const see = (page: Page, text: string | RegExp) => page.getByRole("status").getByText(text).waitFor();
const send = (page: Page) => page.getByRole("button", { name: "Upload", exact: true }).click();

test("50 files and a nested folder are sent by one link, byte for byte", async (context) => {
  const { request, open, read, keys } = await requestSetup(context, target.current, browser);
  const { url, hasForm } = await request();
  assert.ok(hasForm);
  assert.deepEqual(await keys(FOLDER), [], "the test of the form was removed");
  const page = await open(url);
  const files = Array.from({ length: 50 }, (_, index) => ({
    name: `사진 ${index} & <b>.jpg`,
    mimeType: "image/jpeg",
    buffer: randomBytes(index * 100),
  }));
  await page.locator("#files").setInputFiles(files);
  const scratch = scratchFolder("request");
  context.after(scratch.remove);
  const nested = new Map(["a.txt", "deep/er/b.bin", "deep/empty"].map((path) => [path, randomBytes(path.length * 7)]));
  for (const [path, bytes] of nested) {
    const file = join(scratch.path, "folder", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  await page.locator("#folder").setInputFiles(join(scratch.path, "folder"));
  await send(page);
  await see(page, "All files were uploaded: 53.");
  const stored = await keys(FOLDER);
  assert.equal(stored.length, 53);
  const visits = new Set(stored.map((key) => key.split("/")[1]));
  assert.equal(visits.size, 1);
  const base = `${FOLDER}${[...visits][0]}/`;
  for (const { name, buffer } of files) assert.ok(buffer.equals(await read(base + name)), name);
  for (const [path, bytes] of nested) assert.ok(bytes.equals(await read(`${base}folder/${path}`)), path);
});

const text = (name: string, content: string, mimeType = "text/plain") => ({
  name,
  mimeType,
  buffer: Buffer.from(content),
});

test("the limits are checked before anything is sent, in Korean too, and names never become markup", async (context) => {
  const { request, open, keys } = await requestSetup(context, target.current, browser);
  const hostile = "<img src=x onerror=alert(1)>";
  const { url } = await request({
    title: hostile,
    message: `${hostile}\n\${filename}`,
    maxSize: 10,
    contentType: "image/*",
  });
  const page = await open(url);
  assert.equal(await page.title(), hostile);
  assert.equal(await page.locator("img").count(), 0);
  await page
    .locator("#files")
    .setInputFiles([
      text("a.png", "x".repeat(11), "image/png"),
      text("b.txt", "b"),
      text(`${hostile}.png`, "c", "image/png"),
    ]);
  await page.getByText("The file is 11 bytes. The limit is 10 bytes.").waitFor();
  await page.getByText("Only images (image/*) are accepted. This file is text/plain.").waitFor();
  await page.locator("#files").setInputFiles([text("x".repeat(1024), "x", "image/png")]);
  await page.getByText("The path of the file is too long.").waitFor();
  await send(page);
  await see(page, "Uploaded files: 1. Files that weren't accepted: 3.");
  const [key, ...others] = await keys(FOLDER);
  assert.ok(key?.endsWith(`/${hostile}.png`));
  assert.deepEqual(others, []);
  const korean = await open(url, "ko-KR");
  await korean.locator("#files").setInputFiles([text("b.txt", "b")]);
  await korean.getByText("이미지 (image/*) 파일만 업로드할 수 있습니다. 이 파일은 text/plain입니다.").waitFor();
  assert.equal(await korean.locator("html").getAttribute("lang"), "ko");
});

test("a page is shown for narrow windows without scrolling sideways, and has no accessibility violations", async (context) => {
  const { request, open } = await requestSetup(context, target.current, browser);
  const { url } = await request({ message: "A message\nof two lines", largeFiles: 1 });
  const page = await open(url);
  await page.locator("#files").setInputFiles([text(`${"long".repeat(40)}.txt`, "a"), text("b.txt", "b")]);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await assertAccessible(page);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 320));
  // By keyboard alone.
  await page.locator("#folder").focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await see(page, "All files were uploaded: 2.");
  await assertAccessible(page);
});

test("dropped files are sent, a file that failed is sent again, and a file of the same path is not", async (context) => {
  const { request, open, read, keys, strict } = await requestSetup(context, target.current, browser);
  const page = await open((await request()).url);
  const dataTransfer = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    for (const name of ["1.txt", "2.txt"]) transfer.items.add(new File([`text of ${name}`], name));
    return transfer;
  });
  await page.dispatchEvent(".drop", "drop", { dataTransfer });
  await page.getByText("2.txt").waitFor();
  // Neither this nor a server that is busy for a moment is a reason to ask the sender.
  strict?.faults.add({ operation: "PostObject", fault: { kind: "status", status: 503, code: "SlowDown" }, times: 1 });
  await page.context().setOffline(true);
  await send(page);
  await page.getByText("Waiting for the network connection…").first().waitFor();
  await page.context().setOffline(false);
  await see(page, "All files were uploaded: 2.");
  const stored = await keys(FOLDER);
  assert.deepEqual((await Promise.all(stored.map(read))).map(String), ["text of 1.txt", "text of 2.txt"]);
  await page.route(`${target.current.endpoint}/**`, (route) =>
    route.request().method() === "POST"
      ? route.fulfill({ status: 403, body: "<Error><Code>AccessDenied</Code><Message>Denied</Message></Error>" })
      : route.continue(),
  );
  await page.locator("#files").setInputFiles([text("3.txt", "three"), text("1.txt", "another")]);
  await page.getByText(/^Another chosen file has the same name\./).waitFor();
  await send(page);
  await page.getByText("The server rejected the file (AccessDenied): Denied").waitFor();
  await page.unrouteAll();
  await page.getByRole("button", { name: "Try again: 3.txt" }).click();
  await see(page, "Uploaded files: 3. Files that weren't accepted: 1.");
  assert.equal((await read((await keys(FOLDER)).find((key) => key.endsWith("/3.txt")) ?? "")).toString(), "three");
});

test("of files that can't be sent, none is missing from the list", async (context) => {
  const { request, open, keys } = await requestSetup(context, target.current, browser);
  const page = await open((await request()).url);
  const scratch = scratchFolder("request");
  context.after(scratch.remove);
  const path = join(scratch.path, "changed.txt");
  writeFileSync(path, "before");
  await page.locator("#files").setInputFiles(path);
  await page.locator("#files").setInputFiles([text("scan.txt", "one")]);
  await page.locator("#files").setInputFiles([text("scan.txt", "another")]);
  writeFileSync(path, "after the file was chosen");
  await page.evaluate(() => {
    const unreadable = (fullPath: string) => ({
      isFile: true,
      fullPath,
      file: (_: unknown, fail: () => void) => fail(),
    });
    const folder = (fullPath: string, pages: unknown[][]) => ({
      fullPath,
      createReader: () => ({
        readEntries: (read: (entries: unknown[]) => void, fail: () => void) => {
          const entries = pages.shift();
          if (entries) read(entries);
          else fail();
        },
      }),
    });
    const entry = folder("/folder", [[unreadable("/folder/locked.txt"), folder("/folder/closed", [])]]);
    const dropped = new Event("drop", { bubbles: true });
    const items = [{ webkitGetAsEntry: () => entry, getAsFile: () => null }];
    Object.assign(dropped, { dataTransfer: { items } });
    document.querySelector(".drop")?.dispatchEvent(dropped);
  });
  await page.getByText("folder/closed").waitFor();
  assert.deepEqual(await page.locator("main > ul:not(.files) > li").allInnerTexts(), [
    "Maximum file size: 5 GB (5,368,709,120 bytes).",
  ]);
  await send(page);
  await see(page, "Confirmed uploads: 1 of 2.");
  const unread = "The browser can't read the file. If it was changed or moved, choose it again.";
  const rows = await page.locator(".files li").allInnerTexts();
  assert.deepEqual(
    rows.map((row) => row.split("\n").slice(0, 2)),
    [
      ["changed.txt (6 bytes)", unread],
      ["scan.txt (3 bytes)", "Uploaded."],
      ["scan.txt (7 bytes)", "Another chosen file has the same name. Rename one of them, then choose both again."],
      ["folder/locked.txt", unread],
      ["folder/closed", unread],
      ["folder", unread],
    ],
  );
  assert.equal((await keys(FOLDER)).length, 1);
});

test("a dropped folder of 30,000 files takes seconds of processor time, and an equal one replaces it", async (context) => {
  const { request, open } = await requestSetup(context, target.current, browser);
  const page = await open((await request()).url);
  page.setDefaultTimeout(120_000);
  const add = () =>
    page.evaluate(async () => {
      const file = new File(["x"], "x", { lastModified: 0 });
      const entries = Array.from({ length: 30_000 }, (_, index) => ({
        isFile: true,
        fullPath: `/folder/${index}.txt`,
        file: (read: (file: File) => void) => read(file),
      }));
      const pages = [entries, []];
      const readEntries = (read: (entries: unknown[]) => void) => read(pages.shift() ?? []);
      const entry = { fullPath: "/folder", createReader: () => ({ readEntries }) };
      const dropped = new Event("drop", { bubbles: true });
      Object.assign(dropped, { dataTransfer: { items: [{ webkitGetAsEntry: () => entry, getAsFile: () => null }] } });
      const list = document.querySelector(".files") as HTMLElement;
      const before = list.lastChild;
      document.querySelector(".drop")?.dispatchEvent(dropped);
      while (list.childElementCount < entries.length || list.lastChild === before)
        await new Promise((resolve) => setTimeout(resolve, 50));
      return list.childElementCount;
    });
  const developer = await page.context().newCDPSession(page);
  // Processor time, which other programs don't lengthen.
  await developer.send("Performance.enable", { timeDomain: "threadTicks" });
  for (const turn of ["first", "second"]) {
    assert.equal(await add(), 30_000);
    const { metrics } = await developer.send("Performance.getMetrics");
    const seconds = metrics.find(({ name }) => name === "ThreadTime")?.value ?? Number.NaN;
    context.diagnostic(`${turn}: ${seconds} s`);
    assert.ok(seconds < 10, `${turn}: ${seconds} s`);
  }
});

test("a name that S3 would change arrives unchanged", async (context) => {
  const { request, open, keys } = await requestSetup(context, target.current, browser);
  const page = await open((await request()).url);
  const names = ["${filename}", "a ${filename} b ${filename}.txt"];
  await page.locator("#files").setInputFiles(names.map((name) => text(name, name)));
  await send(page);
  await see(page, "All files were uploaded: 2.");
  assert.deepEqual((await keys(FOLDER)).map((key) => key.split("/")[2]).sort(), names.sort());
});

test("browsers that are some years old send files by form and into slots, and find a slot taken", async (context) => {
  const { request, open, read, bucket } = await requestSetup(context, target.current, browser);
  const byForm = await open((await request()).url, "en-US", true);
  await byForm.locator("#files").setInputFiles([text("a.txt", "by form")]);
  await send(byForm);
  await see(byForm, "All files were uploaded: 1.");
  bucket.rejectForms();
  const { url, record } = await request({ largeFiles: 2 });
  for (const name of ["b.txt", "c.txt"]) {
    const page = await open(url, "en-US", true);
    await page.locator("#files").setInputFiles([text(name, name)]);
    await send(page);
    await see(page, "All files were uploaded: 1.");
  }
  const stored = await Promise.all((record.slots ?? []).map(({ key }) => read(key)));
  assert.deepEqual(stored.map(String), ["b.txt", "c.txt"]);
});

test("where new objects are locked, files and parts are sent with their MD5", async (context) => {
  const { client, strict } = target.current;
  const setup = await requestSetup(context, target.current, browser, { ObjectLockEnabledForBucket: true });
  const { request, open, bucket, read, keys } = setup;
  await client.send(
    new PutObjectLockConfigurationCommand({
      Bucket: bucket.name,
      ObjectLockConfiguration: {
        ObjectLockEnabled: "Enabled",
        Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: 1 } },
      },
    }),
  );
  const { url, needsMd5 } = await request();
  assert.ok(needsMd5);
  const page = await open(url);
  await page.locator("#files").setInputFiles([text("form.txt", "by form")]);
  await send(page);
  await see(page, "All files were uploaded: 1.");
  const [key = ""] = await keys(FOLDER);
  assert.equal((await read(key)).toString(), "by form");
  bucket.rejectForms();
  const earlier = strict?.requests.length;
  const { url: slots, record } = await request({ largeFiles: 1 });
  const other = await open(slots);
  await other.locator("#files").setInputFiles([text("slot.txt", "by slot")]);
  await send(other);
  await see(other, "All files were uploaded: 1.");
  assert.equal((await read(record.slots?.[0]?.key ?? "")).toString(), "by slot");
  if (!strict) return;
  const parts = strict.requests
    .slice(earlier)
    .filter(({ operation, presigned }) => operation === "UploadPart" && presigned);
  assert.deepEqual(
    parts.map(({ headers }) => headers["content-md5"]),
    [createHash("md5").update("by slot").digest("base64")],
  );
});

test("a page with a passphrase shows nothing without it, and sends files with it", async (context) => {
  const { request, open, read, keys } = await requestSetup(context, target.current, browser);
  const { url, record } = await request({
    title: "Secret title",
    message: "Secret message",
    folder: "Secret/",
    largeFiles: 1,
    passphrase: "a b",
  });
  const html = (await read(record.page)).toString();
  const shown = ["Secret title", "Secret message", "Secret/", record.slots?.[0]?.key ?? "", "X-Amz-Signature"];
  await assertSealed(html, "a b", shown);
  const page = await open(url);
  await page.getByLabel(/passphrase/i).fill("wrong");
  await page.keyboard.press("Enter");
  await page.getByText("Wrong passphrase.").waitFor();
  assert.ok(!(await page.content()).includes("Secret"));
  await page.getByLabel(/passphrase/i).fill("a b");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Secret title" }).waitFor();
  await page.locator("#files").setInputFiles([text("a.txt", "sealed")]);
  await send(page);
  await see(page, "All files were uploaded: 1.");
  const [key = ""] = await keys("Secret/");
  assert.equal((await read(key)).toString(), "sealed");
});
