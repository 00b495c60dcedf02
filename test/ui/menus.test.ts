import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { alice } from "../support/s3Server/server.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { useSetup } from "./setup.ts";

const windowTest = useSetup();

const view = (window: Workbench, title: string): Locator =>
  window.page.locator(".part.sidebar .pane").filter({ hasText: title });

/**
 * Chooses from the menu More Actions of a view. When any extension registers an output channel, as many do while they
 * start, VS Code draws the toolbars of all views again, which closes the menu: it is then opened again.
 */
async function chooseInTitle(window: Workbench, title: string, item: string): Promise<void> {
  const { page } = window;
  await markChosen(window, item);
  let choice: Promise<void> | undefined;
  while ((await page.locator("body[data-chosen]").count()) === 0) {
    await view(window, title).locator(".pane-header").hover();
    const button = await view(window, title)
      .getByRole("button", { name: /More Actions/ })
      .elementHandle();
    const drawnAgain = page.waitForFunction((button) => !button?.isConnected, button, { timeout: 0 });
    // Redrawn while the mouse button is down, the menu closes without a choice.
    choice ??= window
      .menuItem(item)
      .click({ delay: 150 })
      .finally(() => {
        choice = undefined;
      });
    // A button that is no longer there cannot be clicked.
    const clicked = button?.click().catch(() => undefined);
    await Promise.race([clicked?.then(() => choice), drawnAgain.catch(() => undefined)]);
  }
  await choice;
  await window.menu.waitFor({ state: "hidden" });
  await page.mouse.move(0, 0);
}

/** Marks the page as soon as an item is clicked: what that changes can draw the toolbars again too. */
function markChosen({ page }: Workbench, item: string): Promise<void> {
  return page.evaluate((item) => {
    delete document.body.dataset.chosen;
    const mark = (event: Event) => {
      const [target] = event.composedPath();
      if (!(target instanceof Element) || target.textContent !== item) return;
      document.body.dataset.chosen = item;
      removeEventListener("mouseup", mark, true);
    };
    addEventListener("mouseup", mark, true);
  }, item);
}

async function choose(window: Workbench, row: Locator, ...path: string[]): Promise<void> {
  await window.openContextMenu(row);
  await window.chooseMenuItem(...path);
}

/** The entries of a row's menu, with those of its submenus as "Copy > Copy Key". */
async function entriesOf(window: Workbench, row: Locator): Promise<string[]> {
  const { menu, page } = window;
  await window.openContextMenu(row);
  const labels = await menu.locator(".action-menu-item .action-label").allInnerTexts();
  const entries: string[] = [];
  for (const label of labels) {
    const item = menu.locator("li").filter({ has: page.locator(".action-label").getByText(label, { exact: true }) });
    if ((await item.locator(".submenu-indicator").count()) === 0) entries.push(label);
    else {
      await item.hover();
      const inside = item.locator(".monaco-submenu .action-menu-item .action-label");
      await inside.first().waitFor();
      entries.push(...(await inside.allInnerTexts()).map((inner) => `${label} > ${inner}`));
    }
  }
  // The first Escape closes a submenu.
  while (await menu.isVisible()) await page.keyboard.press("Escape");
  return entries;
}

const UPLOAD = ["Upload…", "Copy Presigned Upload (PUT) URL…", "Create Upload Form (Presigned POST)…"].map(
  (entry) => `Upload > ${entry}`,
);
const COPY = ["Copy S3 URI", "Copy ARN", "Copy Key"].map((entry) => `Copy > ${entry}`);
const REQUEST = "Upload > Request Files…";
const [PAGE, QR, EXPORT, CLOUDFRONT, OPERATION] = [
  "Share as Web Page…",
  "Show Link as QR Code",
  "Export Presigned URLs…",
  "Copy CloudFront Signed URL…",
  "Presign an S3 Operation…",
].map((entry) => `Share > ${entry}`) as [string, string, string, string, string];

windowTest(
  "the title menu of Buckets, the Open command, and the menus of added and pinned buckets",
  async (window, { s3 }) => {
    const { page } = window;
    await window.openView("S3 Presign");
    await window.expand("demo", "acme-reports");
    await chooseInTitle(window, "Buckets", "Open AWS Config File");
    await page.getByRole("tab", { name: "config" }).waitFor();
    await window.inEditor("endpoint_url").first().waitFor();
    await chooseInTitle(window, "Buckets", "Show Log");
    await window.inPanel("ListBuckets").first().waitFor();

    await choose(window, window.row("README.md"), "Open");
    await window.inEditor("# Reports").waitFor();

    s3.store.create("partner-shares", { owner: "444455556666", publicRead: true }).put("a.txt", "theirs");
    await choose(window, window.row("demo"), "Add Bucket…");
    await window.prompt("Enter a bucket name");
    await window.answer("partner-shares");
    await window.expand("partner-shares");
    await window.row("a.txt").waitFor();

    const bucket = window.row("odd-names");
    const unpin = bucket.getByRole("button", { name: "Unpin" });
    const onTop = window.rows().nth(1).and(bucket);
    await choose(window, bucket, "Pin to Top");
    await onTop.waitFor();
    await bucket.hover();
    await unpin.click();
    await onTop.waitFor({ state: "hidden" });
    await choose(window, bucket, "Pin to Top");
    await onTop.waitFor();
    await choose(window, bucket, "Unpin");
    await onTop.waitFor({ state: "hidden" });
  },
);

windowTest(
  "a bucket that charges the requester is shown after the user agrees to pay, until the user stops paying",
  async (window, { s3 }) => {
    const configurations = {
      requestPayment: "<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>",
    };
    const theirs = s3.store.create("paid-data", { owner: "444455556666", publicRead: true, configurations });
    theirs.put("paid.txt", "theirs");
    const paid = () => s3.requests.filter(({ headers }) => headers["x-amz-request-payer"] !== undefined).length;
    const offer = window.rows().filter({ hasText: "Requester Pays?" });
    const question = "Pay for requests to bucket paid-data?";
    const { page } = window;
    await window.openView("S3 Presign");
    await window.expand("demo");
    await choose(window, window.row("demo"), "Add Bucket…");
    await window.prompt("Enter a bucket name");
    await window.answer("paid-data");
    await window.expand("paid-data");
    await offer.click();
    await window.dialog(question).getByText("demo is charged for everything").waitFor();
    await page.keyboard.press("Escape");
    await window.dialog(question).waitFor({ state: "hidden" });
    await offer.waitFor();
    assert.equal(paid(), 0);

    await offer.click();
    await window.answerDialog(question, "Agree to Pay");
    await window.row("paid.txt").waitFor();
    await window.row("paid-data").filter({ hasText: "you pay" }).waitFor();
    assert.ok(paid() > 0);
    const link = await window.copied(() => choose(window, window.row("paid.txt"), "Copy Link"));
    assert.equal((await rawRequest(link)).status, 200);

    await choose(window, window.row("paid-data"), "Requester Pays…");
    await window.answerDialog("Stop paying for requests to bucket paid-data?", "Stop Paying");
    await offer.waitFor();
    await window.row("paid.txt").waitFor({ state: "hidden" });
    const before = paid();
    await window.runCommand("S3 Presign: Go to Bucket, Prefix, or Link…");
    await window.answer("s3://paid-data/");
    await window.toast("Access denied").getByRole("button", { name: "Requester Pays…" }).click();
    await window.dialog(question).waitFor();
    await page.keyboard.press("Escape");
    await window.dialog(question).waitFor({ state: "hidden" });
    assert.equal(paid(), before);
  },
);

windowTest("the menu of a shared link works, and expired links are removed from the list", async (window) => {
  const { page } = window;
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await choose(window, window.row("README.md"), "Copy Link");
  await window.toast("Copied a link to README.md").waitFor();
  await page.getByRole("button", { name: "Shared Links Section" }).click();
  const link = view(window, "Shared Links").locator(".monaco-list-row", { hasText: "README.md" });
  const again = await window.copied(async () => {
    await link.hover();
    await link.getByRole("button", { name: "Copy New Link" }).click();
  });
  assert.equal((await rawRequest(again)).status, 200);
  await link.filter({ hasText: "shared 2 times" }).waitFor();

  await choose(window, link, "Show Details");
  await page.locator(".part.editor .view-line").filter({ hasText: "Lifetime: 1 hour" }).waitFor();
  await choose(window, link, "Inspect a New Link with These Settings");
  await window.inEditor("No problems found.").first().waitFor();
  await choose(window, link, "Test a New Link with These Settings");
  await window
    .toast(
      "A new link with the same settings works: 45 bytes, text/markdown. The shared link isn't stored, so it can't be tested.",
    )
    .waitFor();
  await choose(window, link, "Show Link as QR Code");
  await window.webview().getByRole("img", { name: "QR code: README.md" }).waitFor();
  await window.webviewHasKeyboard();
  await window.webview().getByText("This is a new link with the same settings.").waitFor();
  await choose(window, link, "Remove from List");
  await window
    .toast(/^Removed\. The links themselves remain valid until they expire, the last one on .*\d+:\d\d/)
    .waitFor();
  await link.waitFor({ state: "hidden" });
  await choose(window, window.row("README.md"), "Copy Link");
  await link.waitFor();

  await choose(window, window.row("logo.png"), "Copy Link with Options…");
  await window.quickInputRow("Custom expiry…").click();
  await window.prompt("Enter a duration (90m, 2d)");
  await window.answer("1");
  await window.quickInputRow("As stored").click();
  await window.prompt("Choose the content type of the response");
  await window.quickInputRow("As stored").click();
  const ended = view(window, "Shared Links").locator(".monaco-list-row", { hasText: "logo.png" });
  // The link is valid for one second. Its row then moves to a collapsed group.
  await view(window, "Shared Links").locator(".monaco-list-row", { hasText: "Expired" }).click();
  await ended.waitFor();
  await view(window, "Shared Links").locator(".pane-header").hover();
  await window.clickInTitle("Remove All Expired Links from List");
  await ended.waitFor({ state: "hidden" });
  await link.waitFor();
});

windowTest(
  "each kind of row has a menu of its own, and several rows have what applies to all",
  async (window, { s3 }) => {
    const bucket = s3.store.create("menus-here", { owner: alice.accountId });
    bucket.versioning = "Enabled";
    for (const key of ["one.txt", "two.txt", "pages/c.txt", "gone.txt"]) bucket.put(key, key);
    bucket.delete("gone.txt");
    await window.openView("S3 Presign");
    await window.expand("demo");
    if (!(await window.row("menus-here").isVisible())) await window.runCommand("S3 Presign: Refresh");
    await window.expand("menus-here");
    const entries = (row: Locator) => entriesOf(window, row);
    const links = ["Copy Link", "Copy Link with Options…"];
    const relocations = ["Download…", "Copy to…", "Move to…"];
    const edits = ["Rename…", "Delete…"];
    const properties = ["Edit Properties…", "Properties…"];
    const object = [
      "Open",
      ...links,
      PAGE,
      QR,
      EXPORT,
      CLOUDFRONT,
      OPERATION,
      ...UPLOAD,
      ...relocations,
      ...COPY,
      ...edits,
      ...properties,
    ];
    assert.deepEqual(await entries(window.row("one.txt")), object);
    const shared = [PAGE, EXPORT, CLOUDFRONT, OPERATION, ...UPLOAD];
    assert.deepEqual(await entries(window.row("pages")), [
      "New Folder…",
      ...shared,
      REQUEST,
      "Find in Bucket…",
      "Filter by Prefix…",
      ...relocations,
      ...COPY,
      ...edits,
      "Pin to Top",
      "Add to Workspace",
    ]);
    const bucketEntries = (versions: string) => [
      "New Folder…",
      ...shared,
      REQUEST,
      "Find in Bucket…",
      "Filter by Prefix…",
      versions,
      "Download…",
      ...COPY.slice(0, 2),
      "Delete…",
      "Pin to Top",
      "Add to Workspace",
      "Requester Pays…",
      "Set Share Address…",
    ];
    assert.deepEqual(await entries(window.row("menus-here")), bucketEntries("Show Versions"));

    await window.row("one.txt").click();
    await window.row("two.txt").click({ modifiers: ["ControlOrMeta"] });
    assert.deepEqual(
      await entries(window.row("two.txt")),
      object.filter((entry) => entry !== QR),
    );
    await window.row("pages").click({ modifiers: ["ControlOrMeta"] });
    assert.deepEqual(await entries(window.row("pages")), [...shared, ...relocations, ...COPY, ...edits]);

    await choose(window, window.row("menus-here"), "Show Versions");
    await window.row("menus-here").filter({ hasText: "versions shown" }).waitFor();
    assert.deepEqual(await entries(window.row("menus-here")), bucketEntries("Hide Versions"));
    assert.deepEqual(await entries(window.row("gone.txt").filter({ hasText: "deleted" })), COPY);
    await window.expand("gone.txt");
    assert.deepEqual(await entries(window.rows().filter({ hasText: "delete marker · current" })), ["Delete…"]);
    const version = window.rows().filter({ hasText: /(?<!\d)8 bytes/ });
    assert.deepEqual(await entries(version), [
      "Open",
      ...links,
      PAGE,
      QR,
      "Download…",
      "Make Current Version…",
      "Delete…",
      "Properties…",
    ]);
    await choose(window, version, "Share", "Show Link as QR Code");
    await window.webview().getByRole("img", { name: "QR code: gone.txt" }).waitFor();
  },
);
