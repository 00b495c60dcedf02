import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { GetObjectCommand, PutBucketCorsCommand } from "@aws-sdk/client-s3";
import type { Browser, Page } from "playwright-core";
import type { PostRequest } from "../../src/core/post/policy/postRequest.ts";
import { FRESH_SETTINGS, postRequestFor } from "../../src/core/post/policy/uploadSettings.ts";
import { FORM_UPLOAD_RULE } from "../../src/core/post/upload/cors.ts";
import { uploadPage } from "../../src/core/post/upload/uploadPage.ts";
import { htmlForm } from "../../src/core/snippets/htmlForm.ts";
import { assertAccessible } from "../support/checks/accessibility.ts";
import { openS3 } from "../support/product/openS3.ts";
import { uploadPageParts } from "../support/product/uploadPageParts.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { useS3Target } from "../support/servers/s3Target.ts";
import { launchBrowser } from "../support/vscode/browser.ts";
import { makeOlder } from "../support/vscode/olderBrowser.ts";

const target = useS3Target();
const scratch = scratchFolder("upload-page");
let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser.close());

interface Prepared {
  bucket: string;
  html: (request?: Partial<PostRequest>, prefix?: string) => Promise<string>;
  read: (key: string) => Promise<string | undefined>;
  type: (key: string) => Promise<string | undefined>;
  /** A page from a file, or from a server with a different origin. Errors on the page fail the test. */
  open: (html: string, from: "file" | "http", locale?: string) => Promise<Page>;
}

async function prepared(context: TestContext, cors: boolean): Promise<Prepared> {
  const { client } = target.current;
  const { s3 } = openS3(context, target.current);
  const bucket = await target.current.bucket();
  if (cors) {
    const CORSConfiguration = { CORSRules: [FORM_UPLOAD_RULE] };
    await client.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration }));
  }
  const connection = await s3.connection("test");
  assert.deepEqual(await s3.corsRules(connection, bucket), cors ? [FORM_UPLOAD_RULE] : []);
  const parts = await uploadPageParts();
  return {
    bucket,
    html: async (request = {}, prefix) =>
      uploadPage(await s3.presignPost(connection, { bucket, key: "in/${filename}", ...request }), {
        ...parts,
        ...(prefix !== undefined && { prefix }),
      }),
    type: async (Key) => (await client.send(new GetObjectCommand({ Bucket: bucket, Key }))).ContentType,
    read: async (Key) => (await client.send(new GetObjectCommand({ Bucket: bucket, Key }))).Body?.transformToString(),
    open: async (html, from, locale = "en-US") => {
      const page = await (await browser.newContext({ locale })).newPage();
      page.setDefaultTimeout(10_000);
      await makeOlder(page.context());
      const errors: unknown[] = [];
      page.on("dialog", (dialog) => {
        errors.push(dialog.message());
        void dialog.dismiss();
      });
      page.on("pageerror", (error) => errors.push(error));
      context.after(async () => {
        await page.context().close();
        assert.deepEqual(errors, []);
      });
      await page.goto(from === "file" ? fileUrl(html) : await served(context, html));
      return page;
    },
  };
}

let pages = 0;
function fileUrl(html: string): string {
  const file = join(scratch.path, `${++pages}.html`);
  writeFileSync(file, html);
  return pathToFileURL(file).href;
}

async function served(context: TestContext, html: string): Promise<string> {
  const server = createServer((_, response) => response.setHeader("content-type", "text/html").end(html));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const file = (name: string, content: string, mimeType = "text/plain") => ({
  name,
  mimeType,
  buffer: Buffer.from(content),
});
const choose = (page: Page, ...chosen: ReturnType<typeof file>[]) => page.locator("#file").setInputFiles(chosen);
const see = (page: Page, text: string | RegExp) => page.getByRole("status").getByText(text).waitFor();
const rows = (page: Page) => page.getByRole("status").locator("li").allInnerTexts();

/** Drops text files on the page. */
async function dropFiles(page: Page, ...names: string[]): Promise<void> {
  const dataTransfer = await page.evaluateHandle((names) => {
    const transfer = new DataTransfer();
    for (const name of names) transfer.items.add(new File([`text of ${name}`], name, { type: "text/plain" }));
    return transfer;
  }, names);
  await page.dispatchEvent(".drop", "drop", { dataTransfer });
}

for (const from of ["file", "http"] as const) {
  test(`${from}: the page uploads a file, and warns before sending about what S3 would reject`, async (context) => {
    const { html, read, open } = await prepared(context, true);
    const page = await open(
      await html({
        fields: { "Content-Type": "image/", success_action_status: "201" },
        conditions: [
          ["content-length-range", 2, 10],
          ["starts-with", "$Content-Type", "image/"],
        ],
      }),
      from,
    );
    assert.match(
      await page.locator("ul").first().innerText(),
      /You can upload until .*\nMaximum file size: 10 bytes\.\nMinimum file size: 2 bytes\.\nOnly images \(image\/\*\)\./s,
    );
    await choose(page, file("big.png", "x".repeat(11), "image/png"));
    await see(page, "The file is 11 bytes. The limit is 10 bytes.");
    await page.locator("#send").click();
    await see(page, "The file is 11 bytes. The limit is 10 bytes.");
    await choose(page, file("a.pdf", "xxx", "application/pdf"));
    await see(page, "Only images (image/*) are accepted. This file is application/pdf.");
    await choose(page, file("사진 1.png", "picture", "image/png"));
    await see(page, "사진 1.png (7 bytes)");
    await page.locator("#send").click();
    await see(page, "Uploaded: in/사진 1.png");
    assert.equal(await read("in/사진 1.png"), "picture");
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`the page has no accessibility violations before, after and without an upload, ${colorScheme}`, async (context) => {
    const { html, open } = await prepared(context, true);
    const page = await open(await html({ fields: { success_action_status: "201" } }), "file");
    await page.emulateMedia({ colorScheme });
    await assertAccessible(page);
    await choose(page, file("a.txt", "text"));
    await page.locator("#send").click();
    await see(page, "Uploaded: in/a.txt");
    await assertAccessible(page);
    const expired = await open((await html()).replace(/("effectiveExpiresAt":")\d{4}/, "$12020"), "file", "ko-KR");
    await expired.emulateMedia({ colorScheme });
    await assertAccessible(expired);
  });
}

test("S3's rejection is shown when the script may read it", async (context) => {
  const { strict } = target.current;
  const { html, open } = await prepared(context, true);
  const tampered = (await html())
    .replace(/(name="x-amz-signature" value=")\w/, "$1_")
    .replace(/("x-amz-signature":")\w/, "$1_");
  const page = await open(tampered, "http");
  await choose(page, file("a.txt", "hello"));
  await page.locator("#send").click();
  // Ceph sends no CORS headers with errors.
  await see(
    page,
    strict
      ? /^The server rejected the file \(SignatureDoesNotMatch\): /
      : /^The (server rejected the file|upload might not)/,
  );
});

test("without CORS rules the file is sent as a plain form, and the response is explained when it appears", async (context) => {
  const { strict } = target.current;
  const { html, read, open } = await prepared(context, false);
  for (const [from, status, success] of [
    ["file", "201", "The server responded. If its response below names the file, the file was stored."],
    ["http", "201", "The server responded. If its response below names the file, the file was stored."],
    ["http", "200", "The server responded. If nothing is shown below, the file was stored."],
  ] as const) {
    if (strict) strict.faults.add({ operation: "PostObject", fault: { kind: "delay", milliseconds: 700 }, times: 1 });
    const page = await open(await html({ fields: { success_action_status: status } }), from);
    const name = `${from}-${status}.txt`;
    await choose(page, file(name, name));
    await page.locator("#send").click();
    if (strict) await see(page, /^Uploading\. .* until the server's response appears below\.$/);
    await see(page, success);
    if (status === "201") await page.frameLocator("iframe").getByText(`in/${name}`, { exact: true }).waitFor();
    assert.equal(await read(`in/${name}`), name);
  }
});

test("without CORS rules and with an empty response, an upload is not reported as stored", async (context) => {
  const { html, read, open } = await prepared(context, false);
  for (const fields of [{}, { success_action_status: "204" }]) {
    const page = await open(await html({ fields }), "http");
    await choose(page, file("unconfirmed.txt", "sent"));
    await page.locator("#send").click();
    await see(
      page,
      /the server doesn't confirm the upload\. .* ask the person who sent you this page whether the file arrived\.$/,
    );
    while ((await read("in/unconfirmed.txt").catch(() => undefined)) !== "sent") await page.waitForTimeout(50);
    assert.equal(await page.locator("iframe").isVisible(), false);
    // The rejection below is worded as by the strict server.
    if (!target.current.strict) continue;
    const tampered = (await html({ fields })).replace(/(name="x-amz-signature" value=")\w/, "$1_");
    const refused = await open(tampered.replace(/("x-amz-signature":")\w/, "$1_"), "http");
    await choose(refused, file("refused.txt", "sent"));
    await refused.locator("#send").click();
    await see(refused, "The file wasn't stored. The reason is shown below.");
    await refused.frameLocator("iframe").getByText("SignatureDoesNotMatch").first().waitFor();
  }
});

test("a redirect is followed by the browser", async (context) => {
  const { html, read, open } = await prepared(context, true);
  const done = await served(context, "<h1>Thank you</h1>");
  const page = await open(await html({ fields: { success_action_redirect: done } }), "http");
  await choose(page, file("a.txt", "hello"));
  // Checked at once, since the other page may load at any time.
  const said = await page.locator("#send").evaluate((button: HTMLButtonElement) => {
    button.click();
    return document.querySelector("[role=status] p")?.textContent ?? "";
  });
  assert.match(said, /^Uploading\. .* until another page appears\.$/);
  await page.getByText("Thank you").waitFor();
  assert.equal(await read("in/a.txt"), "hello");
});

test("the uploader can choose a name and drop a file", async (context) => {
  const { html, read, open } = await prepared(context, true);
  const page = await open(await html({}, "in/"), "http");
  await dropFiles(page, "x.txt");
  await see(page, "x.txt (13 bytes)");
  assert.equal(await page.locator("#name").inputValue(), "x.txt");
  await page.locator("#name").fill("내 파일.txt");
  await page.locator("#send").click();
  await see(page, "Uploaded: in/내 파일.txt");
  assert.equal(await read("in/내 파일.txt"), "text of x.txt");
});

test("several files are uploaded one after the other, and those that were not stored can be tried again", async (context) => {
  const { html, read, open } = await prepared(context, true);
  const page = await open(await html({ conditions: [["content-length-range", 0, 15]] }, "in/"), "http");
  await dropFiles(page, "1.txt", "2.txt", "2.txt", "a long name.txt");
  assert.equal(await page.locator("#name").isVisible(), false);
  const [taken, large] = ["Another chosen file has the same name", "The file is 23 bytes. The limit is 15 bytes."];
  await see(page, taken);
  await see(page, large);
  if (target.current.strict)
    target.current.strict.faults.add({ operation: "PostObject", fault: { kind: "reset" }, times: 1 });
  await page.locator("#send").click();
  await see(page, /^Confirmed uploads: [12] of 4\.$/);
  await page.locator("#send").click();
  await see(page, "Confirmed uploads: 2 of 4.");
  const outcomes = (await rows(page)).map((row) => row.split("\n")[1]?.split(".")[0]);
  assert.deepEqual(outcomes, ["Uploaded: in/1", "Uploaded: in/2", taken, "The file is 23 bytes"]);
  for (const name of ["1.txt", "2.txt"]) assert.equal(await read(`in/${name}`), `text of ${name}`);
  // What is chosen next replaces the list.
  await choose(page, file("next.txt", "next"));
  assert.deepEqual(await rows(page), ["next.txt (4 bytes)"]);
  assert.equal(await page.locator("#name").inputValue(), "next.txt");
  await page.locator("#send").click();
  await see(page, "Uploaded: in/next.txt");
});

test("a file that was changed since it was chosen is not sent, and the page says so", async (context) => {
  const { html, read, open } = await prepared(context, false);
  const page = await open(await html(), "http");
  const path = join(scratch.path, "changed.txt");
  writeFileSync(path, "before");
  await page.locator("#file").setInputFiles(path);
  writeFileSync(path, "after the file was chosen");
  await page.locator("#send").click();
  await see(page, "The browser can't read the file. If it was changed or moved, choose it again.");
  await assert.rejects(read("in/changed.txt"), { name: "NoSuchKey" });
});

test("cancel stops the upload that is running and those that wait", async (context) => {
  const { strict } = target.current;
  if (!strict) return context.skip("the upload has to stall");
  const { html, open } = await prepared(context, true);
  const page = await open(await html(), "http");
  await choose(page, file("1.txt", "1"), file("2.txt", "2"));
  strict.faults.add({ operation: "PostObject", fault: { kind: "stall" }, times: 1 });
  await page.locator("#send").click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await see(page, "Confirmed uploads: 0 of 2.");
  assert.match(
    (await rows(page)).join(),
    /^1\.txt .*\n(Canceled|The upload might).*,2\.txt .*\nCanceled\. The file was not stored\.$/,
  );
});

test("a form that stores every file under one key takes one file at a time", async (context) => {
  const { html, open } = await prepared(context, true);
  const page = await open(await html({ key: "in/fixed.txt" }), "http");
  await dropFiles(page, "1.txt", "2.txt");
  await see(page, "Choose one file. This form accepts only one at a time.");
  assert.deepEqual([await rows(page), await page.locator("#file").getAttribute("multiple")], [[], null]);
  await dropFiles(page, "1.txt");
  await page.locator("#send").click();
  await see(page, "Uploaded: in/fixed.txt");
});

test("without CORS rules several files are sent as plain forms, and the next choice clears the responses", async (context) => {
  const { html, read, open } = await prepared(context, false);
  const page = await open(await html({ fields: { success_action_status: "201" } }), "http");
  await choose(page, file("1.txt", "one"), file("2.txt", "two"));
  await page.locator("#send").click();
  await see(page, "Confirmed uploads: 0 of 2.");
  assert.equal(await page.locator("iframe").count(), 2);
  assert.deepEqual([await read("in/1.txt"), await read("in/2.txt")], ["one", "two"]);
  await choose(page, file("3.txt", "three"));
  assert.deepEqual([await page.locator("iframe").count(), await rows(page)], [0, ["3.txt (5 bytes)"]]);
});

test("an expired page says so in the reader's language", async (context) => {
  const { html, open } = await prepared(context, true);
  const ended = (await html()).replace(/("effectiveExpiresAt":")\d{4}/, "$12020");
  assert.match(
    await (await open(ended, "file", "ko-KR")).locator("body").innerText(),
    /업로드.*까지 업로드할 수 있습니다.*만료되었습니다/s,
  );
  await see(
    await open(ended, "file"),
    /^This page expired on .*2020.*Ask the person who sent it to you for a new one\.$/,
  );
});

test("without scripts the page is a working form", async (context) => {
  const { html, read } = await prepared(context, false);
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  context.after(() => page.context().close());
  await page.goto(fileUrl(await html({ fields: { success_action_status: "201" } })));
  await choose(page, file("plain.txt", "plain"));
  await page.locator("#send").click();
  await page.getByText("PostResponse").first().waitFor();
  assert.equal(await read("in/plain.txt"), "plain");
});

test("a plain form for a family of content types stores the type that the uploader enters, never the family", async (context) => {
  const { strict } = target.current;
  const { bucket, html, type } = await prepared(context, false);
  const { s3 } = openS3(context, target.current);
  const request = postRequestFor({ ...FRESH_SETTINGS, bucket, key: "in/", contentType: "image/*" }, 600);
  const signed = await s3.presignPost(await s3.connection("test"), request);
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  context.after(() => page.context().close());
  for (const [made, name] of [
    [htmlForm(signed), "plain.png"],
    [await html(request), "page.png"],
  ] as const) {
    await page.goto(fileUrl(made));
    await page.locator("[type=file]").setInputFiles(file(name, "picture", "image/png"));
    const input = page.locator("[name=Content-Type]");
    for (const bad of ["", "image/", "text/plain"]) {
      await input.fill(bad);
      await page.locator("button").click();
      assert.equal(await input.evaluate((field: HTMLInputElement) => field.validity.valid), false);
    }
    await input.fill("image/png");
    await page.locator("button").click();
    await page.getByText("PostResponse").first().waitFor();
    assert.equal(await type(`in/${name}`), "image/png");
  }
  // Sent by a program that leaves the field unchanged.
  const body = new FormData();
  for (const [name, value] of Object.entries(signed.fields)) body.append(name, value);
  body.append("file", new Blob(["x"], { type: "image/png" }), "sent.png");
  const refused = await fetch(signed.url, { method: "POST", body });
  assert.equal(refused.status, 403);
  if (strict) assert.match(await refused.text(), /\$Content-Type/);
});

test("any field value remains text in the page, and is sent unchanged", async (context) => {
  const { html, read, open } = await prepared(context, true);
  const hostile = `</script><script>alert(1)</script>"'><img src=x onerror=alert(1)>&amp;<!-- 한글\u2028\u2029`;
  const ascii = `</script><script>alert(1)</script>"'><img src=x onerror=alert(1)>&amp;<!--`;
  // In a key, S3 keeps the whole text before ${filename}. In other fields, only ASCII is allowed.
  const page = await open(
    await html({
      key: `in/${hostile}\${filename}`,
      fields: {
        "Cache-Control": ascii,
        "x-amz-meta-note": ascii,
        "x-ignore-note": hostile,
        success_action_status: "201",
      },
    }),
    "file",
  );
  await choose(page, file(`'한글' &.txt`, "hello"));
  await page.locator("#send").click();
  await see(page, /^Uploaded: in\/<\/script>/);
  assert.equal(await read(`in/${hostile}'한글' &.txt`), "hello");
});
