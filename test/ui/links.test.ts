import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Locator, Page } from "playwright-core";
import { assertAccessible } from "../support/checks/accessibility.ts";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { ODD_KEYS } from "../support/s3Server/sampleBuckets.ts";
import { alice, type RecordedRequest } from "../support/s3Server/server.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { listFolder } from "./fileDialog.ts";
import { readQrCode } from "./qrCode.ts";
import { useSetup } from "./setup.ts";

const windowTest = useSetup({ settings: { "s3Presign.showEndingWriteLinks": true } });
const scratch = scratchFolder("ui-exports");

function ledgerRow(window: Workbench, label: string): Locator {
  return window.page
    .locator(".pane")
    .filter({ hasText: "Shared Links" })
    .locator(".monaco-list-row", { hasText: label });
}

windowTest(
  "a copied link is listed with its time left, can be copied again, and is not stored anywhere",
  async (window) => {
    await window.openView("S3 Presign");
    await window.expand("demo", "acme-reports");
    await window.row("README.md").hover();
    await window.row("README.md").getByRole("button", { name: "Copy Link" }).click();
    await window.toast("Copied a link to README.md").waitFor();
    const first = await window.clipboard();
    await window.expandSection("Shared Links");
    const row = ledgerRow(window, "README.md");
    await row.filter({ hasText: /(59 minutes|1 hour) left · acme-reports · GetObject/ }).waitFor();
    await window.openContextMenu(row);
    await window.chooseMenuItem("Copy New Link");
    const toast = window.toast(/^Copied a new link to README\.md\. Valid until .*\d+:\d\d.* Profile: demo\./);
    // VS Code shows the whole text of a message that has a button.
    await toast.getByRole("button", { name: "OK" }).waitFor();
    const again = await window.clipboard();
    assert.match(String((await rawRequest(again)).body), /^# Reports/);
    await row.filter({ hasText: "left · shared 2 times · acme-reports · GetObject" }).waitFor();
    assert.equal(await row.count(), 1);

    await row.click();
    const details = window.page.locator(".part.editor .monaco-editor");
    for (const line of [
      "s3://acme-reports/README.md",
      "GetObject (GET)",
      "Signed by: demo, AKIAALICEALICEALICE1",
      "Lifetime: 1 hour",
    ])
      await details.getByText(line).waitFor();
    await details.getByText("Expires: ").nth(1).waitFor();
    const third = await window.copied(() =>
      window.page.locator(".codelens-decoration").getByText("Copy New Link").click(),
    );
    assert.equal((await rawRequest(third)).status, 200);
    await details.getByText("shared 3 times").waitFor();
    await row.filter({ hasText: "shared 3 times" }).waitFor();

    await window.openContextMenu(row);
    await window.chooseMenuItem("How to Revoke…");
    const dialog = window.page.locator(".monaco-dialog-box");
    await dialog.getByText("How to revoke README.md").waitFor();
    await dialog.getByText(/Disable or delete the access key AKIAALICEALICEALICE1 on 127\.0\.0\.1/).waitFor();
    assert.equal(await dialog.getByRole("button", { name: "Copy Statement" }).count(), 0, "the server is not AWS");
    await window.page.keyboard.press("Escape");
    await window.page.locator(".monaco-dialog-box").waitFor({ state: "hidden" });

    // VS Code writes the state of extensions to disk when a window closes.
    await window.page.reload();
    await window.page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: 60_000 });
    await row.filter({ hasText: "shared 3 times" }).waitFor();
    const text = await window.stored();
    assert.ok(text.includes("copyLinkAgain") && text.includes("README.md"), "the ledger is stored");
    for (const secret of [
      alice.secretAccessKey,
      ...[first, again, third].map((link) => /X-Amz-Signature=(\w+)/.exec(link)?.[1]),
    ]) {
      assert.ok(secret && !text.includes(secret));
    }
    assert.doesNotMatch(text, /X-Amz-Signature|X-Amz-Security-Token/);
  },
);

windowTest("a bucket is exported as a page that works from disk without a server", async (window, { browser }) => {
  const file = join(scratch.path, "index.html");
  writeFileSync(join(scratch.path, "existing.txt"), "");
  await window.openView("S3 Presign");
  await window.expand("demo");
  await window.openContextMenu(window.row("odd-names"));
  await window.chooseMenuItem("Share", "Export Presigned URLs…");
  await window.quickInputRow("Web page").click();
  await window.quickInputRow("1 hour").click();
  const dialog = window.page.locator(".monaco-dialog-box");
  await dialog.getByText(`Export links to ${ODD_KEYS.length} objects in s3://odd-names/?`).waitFor();
  await dialog.getByRole("button", { name: "Export" }).click();
  await listFolder(window, scratch.path, "existing.txt");
  await window.answer(file);
  await window.toast(`Exported ${ODD_KEYS.length} links to ${file}.`).waitFor();
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto(pathToFileURL(file).href);
  await page.getByRole("heading", { name: "s3://odd-names/" }).waitFor();
  await assertAccessible(page);
  assert.equal(await download(page, "plus+plus.txt"), 'This is "plus+plus.txt"\n');
  await page.getByRole("link", { name: "a/", exact: true }).click();
  await page.getByRole("link", { name: "/", exact: true }).click();
  assert.equal(await download(page, "b.txt"), 'This is "a//b.txt"\n');
  await page.getByRole("searchbox").fill("한국어");
  assert.equal(await page.locator("tbody tr").count(), 1);
  assert.equal(await download(page, "한국어 파일.txt"), 'This is "한국어 파일.txt"\n');
  await page.getByRole("searchbox").fill("../there");
  await page.getByTitle(/Use curl with --path-as-is/).waitFor();
  assert.equal(await page.locator("tbody a").count(), 0);
  assert.deepEqual(faults, []);
  await page.context().close();

  await window.expandSection("Shared Links");
  await window.openContextMenu(ledgerRow(window, `${ODD_KEYS.length} links under odd-names/`));
  await window.chooseMenuItem("Share Again…");
  await window.quickInputRow("Web page").waitFor();
});

windowTest("a link is shown as a QR code that a camera can read", async (window) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await window.openContextMenu(window.row("README.md"));
  await window.chooseMenuItem("Share", "Show Link as QR Code");
  const code = window.webview().getByRole("img", { name: "QR code: README.md" });
  const link = await readQrCode(code);
  assert.match(String((await rawRequest(link)).body), /^# Reports/);
  await window
    .webview()
    .getByText(/^Valid until .* \(1 hour\)\. Profile: demo\.$/)
    .waitFor();
});

windowTest(
  "what arrives for a file request is reported, listed, collected and downloaded",
  async (window, { s3, home, browser }) => {
    const bucket = s3.store.get("odd-names");
    await window.openView("S3 Presign");
    await window.expand("demo");
    await window.openContextMenu(window.row("odd-names"));
    await window.chooseMenuItem("Upload", "Request Files…");
    await window.prompt("Enter a title for the page");
    await window.answer("Trip");
    await window.prompt("Enter a message for senders");
    await window.answer("");
    await window.quickInputRow("1 day").click();
    await window.quickInputRow("Generated passphrase").click();
    await window.prompt("Enter the maximum size of a file");
    await window.answer("");
    await window.quickInputRow("Any file").click();
    await window.prompt("Enter how many files over 5 GB can be sent");
    await window.answer("2");
    await window.prompt("Enter the folder in bucket odd-names that receives the files");
    await window.answer("trip");
    await window.answerDialog("Create the file request “Trip” for s3://odd-names/trip/?", "Request Files");
    await window.toast("Copied the link to the file request “Trip”.").waitFor();
    const link = await window.clipboard();
    const copy = window.toast("The passphrase for the page is ").getByRole("button", { name: "Copy Passphrase" });
    const passphrase = await window.copied(() => copy.click());
    assert.match(passphrase, /^([a-z]{3,7}-){4}[a-z]{3,7}$/);
    await window.clearToasts();
    const page = await browser.newPage();
    await page.goto(link);
    await page.getByRole("textbox", { name: "Passphrase" }).fill(passphrase);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Trip" }).waitFor();
    await page.context().close();

    // As the page of a sender stores them.
    bucket.put("trip/0123456789abcdef/사진 <b>.png", "picture");
    await window.expandSection("Shared Links");
    const toast = window.toast("1 file arrived for “Trip”.");
    await toast.getByRole("button", { name: "Show" }).waitFor();
    const row = ledgerRow(window, "Trip");
    await row.filter({ hasText: "New: 1 file · " }).waitFor();
    await window.page.getByRole("tab", { name: /^S3 Presign .*New: 1 file/ }).waitFor();
    const isListing = ({ operation, url }: RecordedRequest) =>
      operation === "ListObjectsV2" && /prefix=trip%2F/.test(url);
    assert.equal(s3.requests.filter(isListing).length, 1);
    const [slot = assert.fail("no slot is open")] = [...bucket.uploads.values()].map(({ key }) => key).sort();
    const { etag } = bucket.put(slot, "video", {}, new Date(Date.now() + 1000));
    const [firstPart, claim] = ["0".repeat(32), "1".repeat(32)];
    const manifest = { version: 1, name: "../day 1/video.mp4", size: 5, firstPart, claim, etag };
    bucket.put(`${slot}.json`, JSON.stringify(manifest));
    await toast.getByRole("button", { name: "Show" }).click();
    await ledgerRow(window, "사진 <b>.png").filter({ hasText: "7 bytes" }).waitFor();
    await ledgerRow(window, "../day 1/video.mp4").filter({ hasText: "not collected" }).waitFor();
    await row.filter({ hasText: /^Trip(?!.*New: )/ }).waitFor();

    await window.openContextMenu(row);
    await window.chooseMenuItem("Collect Files…");
    await window.dialog("Collect 1 file in s3://odd-names/trip/?").getByText("../day 1/video.mp4").waitFor();
    await window.answerDialog("Collect 1 file in s3://odd-names/trip/?", "Collect");
    await window.toast("Collected 1 file in s3://odd-names/trip/.").waitFor();
    assert.equal(String(bucket.get("trip/day 1/video.mp4")?.body), "video");
    assert.equal(bucket.get(slot), undefined);
    await ledgerRow(window, "day 1/video.mp4").filter({ hasNotText: "not collected" }).waitFor();

    await window.openContextMenu(row);
    await window.chooseMenuItem("Download All…");
    await listFolder(window, home.path, ".aws");
    await window.quickInput.getByRole("button", { name: "Download Here" }).click();
    await window.toast("Downloaded 2 files to ").waitFor();
    assert.equal(readFileSync(join(home.path, "trip/day 1/video.mp4"), "utf8"), "video");

    const file = join(home.path, "picture.png");
    await window.openContextMenu(ledgerRow(window, "사진 <b>.png"));
    await window.chooseMenuItem("Download…");
    await listFolder(window, home.path, ".aws");
    await window.answer(file);
    await window.toast(`Downloaded 1 file to ${home.path}.`).waitFor();
    assert.equal(readFileSync(file, "utf8"), "picture");

    assert.ok(!(await window.stored()).includes(passphrase));
    await window.openContextMenu(row);
    await window.chooseMenuItem("Reveal Folder in Tree");
    await window.focused("trip").waitFor();
    await window.page.keyboard.press("Home");
    await window.row("acme-reports").waitFor();
  },
);

windowTest(
  "a form is shared again from its entry, and the status bar shows when it expires soon",
  async (window, { vscode }) => {
    await window.openView("S3 Presign");
    await window.expand("demo");
    await window.openContextMenu(window.row("acme-reports"));
    await window.chooseMenuItem("Upload", "Create Upload Form (Presigned POST)…");
    await window.webview().getByRole("button", { name: "Images up to 10 MB" }).click();
    await window.copied(() => window.webview().locator(".snippets").getByRole("button", { name: "Copy" }).click());
    await window.runCommand("View: Close Editor");
    await window.expandSection("Shared Links");
    const row = ledgerRow(window, "acme-reports/");
    await row.hover();
    await row.getByRole("button", { name: "Share Again…" }).click();
    await window.webview().getByText("Content-Type must start with image/.").waitFor();

    // VS Code writes the state of extensions to disk when a window closes, and a page without VS Code leaves it alone.
    await window.page.goto(new URL("/version", vscode.url).href);
    const now = Date.now();
    const times = { sharedAt: new Date(now - 3_600_000), endsAt: new Date(now + 240_000) };
    const stored = { sharedAt: times.sharedAt.toISOString(), endsAt: times.endsAt.toISOString() };
    // The last write of the closed window may still be in progress.
    while (!(await changeStored(window.page, stored)));
    await window.open(vscode.url);
    await window.openView("S3 Presign");
    await window.page
      .locator(".part.statusbar")
      .getByText(/: [1-3] minutes? left$/)
      .click();
    await ledgerRow(window, "Expiring soon").waitFor();
  },
);

/** Changes the ledger's entry of a form in VS Code's storage, and returns whether it existed. */
function changeStored(page: Page, times: { sharedAt: string; endsAt: string }): Promise<boolean> {
  return page.evaluate(async (times) => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    let found = false;
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name as string));
      for (const storeName of database.objectStoreNames) {
        const store = database.transaction(storeName, "readwrite").objectStore(storeName);
        for (const key of await done(store.getAllKeys())) {
          const value = await done(store.get(key));
          if (typeof value !== "string" || !value.includes("PostObject")) continue;
          const changed = value.replace(
            /("(sharedAt|endsAt)":")[^"]+/g,
            (_, start, name: keyof typeof times) => start + times[name],
          );
          await done(store.put(changed, key));
          found = true;
        }
      }
      database.close();
    }
    return found;
  }, times);
}

async function download(page: Page, name: string): Promise<string> {
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name, exact: true }).click();
  const file = await coming;
  assert.equal(file.suggestedFilename(), name);
  return readFileSync(await file.path(), "utf8");
}
