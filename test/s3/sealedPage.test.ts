import assert from "node:assert/strict";
import { after, before, type TestContext, test } from "node:test";
import esbuild from "esbuild";
import type { Browser, Page } from "playwright-core";
// @ts-expect-error: plain JavaScript, like all build scripts
import { uploadPage } from "../../build/uploadPage.mjs";
import { Bucket } from "../../src/core/bucket.ts";
import { pageDocument } from "../../src/core/share/pageDocument.ts";
import { newShareId, sharePlace } from "../../src/core/share/sharePlace.ts";
import { storePage } from "../../src/core/share/storePage.ts";
import { assertAccessible } from "../support/checks/accessibility.ts";
import { openS3 } from "../support/product/openS3.ts";
import { useS3Target } from "../support/servers/s3Target.ts";
import { launchBrowser } from "../support/vscode/browser.ts";

const target = useS3Target();
let browser: Browser;
let parts: { script: string; style: string };
before(async () => {
  browser = await launchBrowser();
  parts = await listingParts();
});
after(() => browser.close());

const PASSPHRASE = "maple otter 한글";
const data = { keys: ["reports/2026 </script>.pdf"], signature: "0123456789abcdef".repeat(4) };

/** A page that shows the keys in its data as soon as it can read them. */
async function listingParts(): Promise<typeof parts> {
  const contents = `import { openData } from "./media/reader/sealed.ts";
    openData().then(({ keys }) => document.querySelector("main").append(...keys));`;
  const stdin = { contents, resolveDir: "." };
  const { outputFiles } = await esbuild.build({ ...uploadPage, entryPoints: undefined, stdin, write: false });
  const text = (extension: string) => outputFiles?.find(({ path }) => path.endsWith(extension))?.text ?? "";
  return { script: text(".js"), style: text(".css") };
}

async function openPage(context: TestContext, locale: string): Promise<Page> {
  const page = await (await browser.newContext({ locale })).newPage();
  page.setDefaultTimeout(20_000);
  const errors: unknown[] = [];
  page.on("pageerror", (error) => errors.push(error));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  context.after(async () => {
    await page.context().close();
    assert.deepEqual(errors, []);
  });
  return page;
}

test("a sealed page shows nothing until the right passphrase is entered, and sends no passphrase anywhere", async (context) => {
  const { s3 } = openS3(context, target.current);
  const bucket = await Bucket.open(s3, { connection: "test", bucket: await target.current.bucket() });
  const [id, title] = [newShareId(), "Reports of 2026"];
  const place = sharePlace(".s3-presign/", id);
  const now = new Date().toISOString();
  const record = { version: 1, id, kind: "page", title, bucket: bucket.name, page: place.page } as const;
  const html = await pageDocument({ title, ...parts, data, passphrase: PASSPHRASE });
  for (const part of [title, "reports/", data.signature, PASSPHRASE]) assert.ok(!html.includes(part), part);
  const times = { createdAt: now, endsAt: now };
  const { url } = await storePage(bucket, { place, html, record: { ...record, ...times }, expiresIn: 600 });
  const page = await openPage(context, "en-US");
  await page.goto(url);
  const sent: string[] = [];
  page.on("request", (request) => sent.push(request.url()));
  const input = page.getByRole("textbox", { name: "Passphrase" });
  await input.waitFor();
  assert.ok(await input.evaluate((element) => element === document.activeElement));
  await assertAccessible(page);
  for (const wrong of ["maple otter", `${PASSPHRASE}.`]) {
    await input.fill(wrong);
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByRole("status").getByText("Wrong passphrase.").waitFor();
    assert.doesNotMatch(await page.locator("body").innerText(), /reports/);
    await input.fill("");
  }
  await input.fill(` ${PASSPHRASE} `);
  await input.press("Enter");
  await page.getByText("reports/2026 </script>.pdf", { exact: true }).waitFor();
  assert.equal(await input.count(), 0);
  assert.deepEqual(sent, []);
  assert.deepEqual(await page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]"), [0, 0, ""]);
});

test("where the browser has no WebCrypto, a sealed page says why it can't be opened, in the reader's language", async (context) => {
  const body = await pageDocument({ title: "T", ...parts, data, passphrase: PASSPHRASE });
  for (const [locale, text] of [
    ["en-US", /browsers can open it only if its address starts with https:\/\//],
    ["ko-KR", /주소가 https:\/\/로 시작해야/],
  ] as const) {
    const page = await openPage(context, locale);
    await page.route("**/*", (route) => route.fulfill({ body, contentType: "text/html" }));
    await page.goto("http://files.example.com/");
    await page.getByRole("alert").getByText(text).waitFor();
    assert.equal(await page.getByRole("textbox").count(), 0);
  }
});
