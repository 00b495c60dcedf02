import assert from "node:assert/strict";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { alice } from "../support/s3Server/server.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { appears } from "./appears.ts";
import { useSetup } from "./setup.ts";

const windowTest = useSetup();
const FIGURES = "month,revenue\n1,2026\n2,4052\n";

async function downloads(window: Workbench): Promise<string[]> {
  const links = (await window.clipboard()).split("\n");
  const responses = await Promise.all(links.map((link) => rawRequest(link)));
  return responses.map(({ body }) => body.toString());
}

/** Signs at the end of a row. VS Code draws them by a style sheet. */
const signs = (window: Workbench, label: string): Promise<string> =>
  window
    .row(label)
    .locator(".monaco-icon-label")
    .first()
    .evaluate((element) =>
      [element, ...element.querySelectorAll("*")].map((each) => getComputedStyle(each, "::after").content).join(" "),
    );

windowTest(
  "from the palette: the command asks for a profile and an S3 URI",
  async (window) => {
    await window.runCommand("S3 Presign: Copy Link");
    await window.quickInputRow("demo").click();
    await window.prompt("Enter the S3 URI of the object");
    await window.answer("s3://acme-reports/2026/q3/figures.csv");
    await window.toast("Copied a link to figures.csv").waitFor();
    assert.deepEqual(await downloads(window), [FIGURES]);
  },
  // Nothing is selected, which the command would use, and nothing is marked as shared.
  { newWindow: true },
);

windowTest("by keyboard alone: arrow keys in the tree, then Ctrl+C, then the menu of Shift+F10", async (window) => {
  const { keyboard } = window.page;
  await window.runCommand("S3 Presign: Focus on Buckets View");
  await window.row("demo").waitFor();
  // VS Code moves the focus into a tree only when it has rows.
  await window.runCommand("S3 Presign: Focus on Buckets View");
  await keyboard.press("Home");
  await window.focused("demo").waitFor();
  for (const label of ["acme-reports", "2025"]) {
    // VS Code ignores the key while it draws the tree for the first time.
    do await keyboard.press("ArrowRight");
    while (!(await appears(window.row(label))));
    await keyboard.press("ArrowDown");
  }
  // Past the folders 2025, 2026 and drafts.
  for (const label of ["2025", "2026", "drafts", "README.md"]) {
    await window.focused(label).waitFor();
    if (label !== "README.md") await keyboard.press("ArrowDown");
  }
  const icon = () => window.row("README.md").locator(".monaco-icon-label.markdown-lang-file-icon").waitFor();
  await icon();
  assert.doesNotMatch(await signs(window, "README.md"), /↗/);
  await keyboard.press("Space");
  await keyboard.press("ControlOrMeta+c");
  await window.toast("Copied a link to README.md").waitFor();
  while (!/↗/.test(await signs(window, "README.md")));
  assert.doesNotMatch(await signs(window, "logo.png"), /↗/);
  await icon();
  assert.match((await downloads(window))[0] as string, /^# Reports/);

  await keyboard.press("ArrowDown");
  await window.focused("logo.png").waitFor();
  await keyboard.press("Shift+F10");
  await window.menuItem("Copy Link").waitFor();
  // Past “Open”.
  await keyboard.press("ArrowDown");
  await keyboard.press("ArrowDown");
  await keyboard.press("Enter");
  await window.toast("Copied a link to logo.png").waitFor();
  assert.match((await downloads(window))[0] as string, /PNG/);
});

windowTest("by mouse: the link from the context menu downloads the object", async (window) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports", "2026", "q3");
  await window.openContextMenu(window.row("figures.csv"));
  await window.chooseMenuItem("Copy Link");
  await window.toast(/^Copied a link to figures\.csv\. Valid until .*\(1 hour\)\. Profile: demo\./).waitFor();
  assert.deepEqual(await downloads(window), [FIGURES]);
});

windowTest("by the button shown in a row", async (window) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await window.row("README.md").hover();
  await window.row("README.md").getByRole("button", { name: "Copy Link" }).click();
  await window.toast("Copied a link to README.md").waitFor();
  assert.deepEqual(await downloads(window), ["# Reports\n\nOne folder a year, one a quarter.\n"]);
});

windowTest("several at once: one link per line", async (window) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports", "2026", "q3");
  await window.row("figures.csv").click();
  await window.row("분기 보고서.txt").click({ modifiers: ["ControlOrMeta"] });
  await window.openContextMenu(window.row("분기 보고서.txt"));
  await window.chooseMenuItem("Copy Link");
  await window.toast("Copied 2 links, one per line.").waitFor();
  assert.deepEqual(await downloads(window), [FIGURES, "3분기 보고서\n"]);

  await window.toast("Copied 2 links").getByRole("button", { name: "Other Options…" }).click();
  await window.quickInputRow("15 minutes").click();
  await window.quickInputRow("Download").click();
  await window.prompt("Choose the content type of the response");
  await window.quickInputRow("As stored").click();
  await window.toast(/^Copied 2 links, one per line\..*\(15 minutes\)/).waitFor();
  assert.match(await window.clipboard(), /figures\.csv\?.*filename%3Dfigures\.csv\n.*filename%2A%3DUTF-8/);
});

windowTest(
  "a key that looks like a command link is shown as plain text in every message of VS Code",
  async (window, { s3 }) => {
    const key = "[click](command:workbench.action.quit) $(trash)";
    s3.store.get("acme-reports").put(key, "harmless", {}, new Date());
    await window.openView("S3 Presign");
    await window.expand("demo", "acme-reports");
    await window.runCommand("S3 Presign: Refresh");
    const row = window.row(key);
    await row.waitFor();
    assert.equal(await row.locator(".label-name .codicon").count(), 0, "the tree");
    await window.openContextMenu(row);
    await window.chooseMenuItem("Copy Link");
    const toast = window.toast("Copied a link to [click]");
    await toast.waitFor();
    const message = toast.locator(".notification-list-item-message");
    assert.match(
      (await message.innerText()).replaceAll("\u2060", ""),
      /^Copied a link to \[click\]\(command:workbench\.action\.quit\) \$\(trash\)\. /,
    );
    assert.equal(await message.locator("a, .codicon").count(), 0, "the message");
    await window.openContextMenu(row);
    await window.chooseMenuItem("Rename…");
    await window.quickInput.locator("input.input").waitFor();
    assert.equal(
      await window.quickInput.locator(".quick-input-message a, .quick-input-message .codicon-trash").count(),
      0,
    );
    await window.page.keyboard.press("Escape");
  },
);

windowTest("an upload link stores one object under the chosen conditions, and only once", async (window, { s3 }) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await window.openContextMenu(window.row("drafts"));
  await window.chooseMenuItem("Upload", "Copy Presigned Upload (PUT) URL…");
  await window.prompt("Enter the key under which the upload is stored in bucket acme-reports");
  await window.answer("drafts/사진.png");
  await window.quickInputRow("1 day").click();
  await window.prompt("Choose the content type that the uploader must send");
  await window.quickInputRow("image/png").click();
  await window.prompt("Select conditions for the upload");
  await window.quickInputRow("Metadata…").click();
  await window.page.keyboard.press("Enter");
  await window.prompt("Enter metadata as name=value");
  await window.answer("project=apollo");
  await window
    .toast(
      /^Copied the upload URL for 사진\.png\. Valid until .*\(1 day\)\. Profile: demo\. The upload \(PUT\) must include/,
    )
    .waitFor();
  const headers = { "content-type": "image/png", "if-none-match": "*", "x-amz-meta-project": "apollo" };
  const url = await window.clipboard();
  const put = (sent: Record<string, string>) => rawRequest(url, { method: "PUT", headers: sent, body: "bytes" });
  const { "if-none-match": _, ...without } = headers;
  assert.equal((await put(without)).status, 403);
  assert.equal((await put(headers)).status, 200);
  assert.equal((await put(headers)).status, 412);
  const stored = s3.store.get("acme-reports").get("drafts/사진.png");
  assert.equal(stored?.headers["x-amz-meta-project"], "apollo");

  const snippet = await window.copied(async () => {
    await window.toast("Copied the upload URL").getByRole("button", { name: "Copy as…" }).click();
    await window.quickInputRow("curl").click();
  });
  assert.match(snippet, /^curl [\s\S]*--header 'if-none-match: \*'/);
});

windowTest("files are requested by one link, and a stranger's browser sends them", async (window, { s3, browser }) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await window.openContextMenu(window.row("drafts"));
  await window.chooseMenuItem("Upload", "Request Files…");
  await window.prompt("Enter a title for the page");
  await window.answer("Photos of the trip");
  await window.prompt("Enter a message for senders");
  await window.answer("All of them, please");
  await window.quickInputRow("1 day").click();
  await window.prompt("Protect the page with a passphrase?");
  await window.quickInputRow("No passphrase").click();
  await window.prompt("Enter the maximum size of a file");
  await window.answer("6 GB");
  await window.prompt("Choose which types of files can be sent");
  await window.quickInputRow("Images").click();
  await window.prompt("Enter how many files over 5 GB can be sent");
  await window.answer("1");
  await window.prompt("Enter the folder in bucket acme-reports that receives the files");
  await window.answer(".s3-presign/in/");
  await window.page.getByText("The folder .s3-presign/in/ overlaps with .s3-presign/").waitFor();
  await window.answer("drafts/trip");
  const question = "Create the file request “Photos of the trip” for s3://acme-reports/drafts/trip/?";
  const asked = await window.dialog(question).innerText();
  assert.match(asked, /The page is stored as s3:\/\/acme-reports\/\.s3-presign\/[0-9a-f]{32}\/index\.html/);
  assert.match(asked, /Open multipart uploads in s3:.*\/slots\/: 1\./);
  assert.equal(s3.store.get("acme-reports").uploads.size, 0);
  await window.answerDialog(question, "Request Files");
  await window
    .toast(/^Copied the link to the file request “Photos of the trip”\. Anyone with the link can send/)
    .waitFor();
  const page = await browser.newPage();
  await page.goto(await window.clipboard());
  await page.locator("#files").setInputFiles([
    { name: "사진.png", mimeType: "image/png", buffer: Buffer.from("picture") },
    { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("notes") },
  ]);
  await page.getByText("Only images (image/*) are accepted. This file is text/plain.").waitFor();
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await page.getByText("Uploaded files: 1. Files that weren't accepted: 1.").waitFor();
  await page.close();
  const [arrived] = s3.store.get("acme-reports").from("drafts/trip/", true);
  assert.match(arrived?.key ?? "", /^drafts\/trip\/[0-9a-f]{16}\/사진\.png$/);
  assert.equal(arrived?.body.toString(), "picture");
});

windowTest(
  "a folder is shared as a page of copies by one link, and withdrawn, and an expired page is removed",
  async (window, { s3, browser }) => {
    const bucket = s3.store.get("acme-reports");
    const pages = () => [...bucket.from(".s3-presign/", true)];
    const share = async (expiry: string, links: string, title: string) => {
      await window.openContextMenu(window.row("2025"));
      await window.chooseMenuItem("Share", "Share as Web Page…");
      await window.quickInputRow("Custom expiry…").click();
      await window.prompt("Enter a duration");
      await window.answer(expiry);
      await window.prompt("Choose what the page links to");
      await window.quickInputRow(links).click();
      await window.prompt("Protect the page with a passphrase?");
      await window.quickInputRow("No passphrase").click();
      await window.prompt("Enter a title for the page that recipients see");
      await window.answer(title);
      const question = "Share 9 objects (1.9 KB) as a web page?";
      const asked = await window.dialog(question).innerText();
      assert.match(
        asked,
        /s3:\/\/acme-reports\/2025\/[\s\S]*in a new folder under s3:\/\/acme-reports\/\.s3-presign\//,
      );
      await window.answerDialog(question, "Share");
      await window
        .toast(/^Copied the link to a page with 9 objects\. Anyone with the link can open the page and download/)
        .waitFor();
      await window.clearToasts();
    };
    await window.openView("S3 Presign");
    await window.expand("demo", "acme-reports");
    const before = pages().length;
    await share("15s", "The original objects", "Expires at once");
    await share("1h", "Copies of the objects", "Figures of 2025");
    while (!/↗/.test(await signs(window, "2025")));
    await window.showTooltip("2025");
    await window.page.locator(".monaco-hover").filter({ hasText: "contains objects shared until" }).waitFor();
    assert.doesNotMatch(await signs(window, "2026"), /↗/);
    const page = await browser.newPage();
    await page.goto(await window.clipboard());
    await page.getByText("9 files").waitFor();
    await page.getByRole("link", { name: "q1/" }).click();
    const link = (await page.getByRole("link", { name: "Download figures.csv" }).getAttribute("href")) ?? "";
    assert.equal(String((await rawRequest(link)).body), "month,revenue\n1,2025\n2,4050\n");
    await page.close();
    assert.equal(pages().length - before, 13);

    await window.expandSection("Shared Links");
    const row = window.page.locator(".pane .monaco-list-row", { hasText: "Figures of 2025" });
    await row.filter({ hasText: /(59 minutes|1 hour) left · 9 objects · acme-reports\/2025 · demo/ }).waitFor();
    await window.openContextMenu(row);
    await window.chooseMenuItem("Copy New Link");
    await window.toast("Copied a new link to Figures of 2025.").waitFor();
    const again = await window.clipboard();
    assert.equal((await rawRequest(again)).status, 200);
    await window.openContextMenu(row);
    await window.chooseMenuItem("Withdraw…");
    await window.answerDialog("The copies are deleted too (9 objects)", "Withdraw");
    await window.toast("Withdrawn. Deleted: 11 objects.").waitFor();
    await row.waitFor({ state: "detached" });
    assert.deepEqual([(await rawRequest(again)).status, (await rawRequest(link)).status], [404, 404]);

    await window.clearToasts();
    await window.openContextMenu(window.row("README.md"));
    await window.chooseMenuItem("Copy Link with Options…");
    await window.quickInputRow("1 day").click();
    await window.prompt("Choose how the browser handles the object");
    await window.quickInputRow("Share a copy").click();
    await window.quickInputRow("As stored").click();
    await window.prompt("Choose the content type of the response");
    await window.quickInputRow("As stored").click();
    await window.answerDialog("Share a copy of README.md?", "Share");
    await window.toast("Copied a link to README.md.").waitFor();
    const copy = await window.clipboard();
    assert.match(copy, /\/acme-reports\/\.s3-presign\/[0-9a-f]{32}\/copies\/0\/README\.md\?/);
    assert.match(String((await rawRequest(copy)).body), /^# Reports/);
    // As on another computer, where Shared Links doesn't list it.
    const [, id = ""] = /\/([0-9a-f]{32})\//.exec(copy) ?? [];
    await window.runCommand("S3 Presign: Refresh");
    await window.expand("demo", "acme-reports", ".s3-presign");
    await window.openContextMenu(window.row(id));
    await window.menuItem("Withdraw…").waitFor();
    assert.equal(await window.menuItem("Share").count(), 0);
    await window.chooseMenuItem("Withdraw…");
    await window.answerDialog("The copy is deleted with all its versions.", "Withdraw");
    await window.toast("Withdrawn. Deleted: 2 objects.").waitFor();
    assert.equal((await rawRequest(copy)).status, 404);
    await window.clearToasts();

    const remove = "Remove Expired Pages…";
    const question = "Remove the expired pages and file requests?";
    const group = window.page.locator(".pane .monaco-list-row", { hasText: "pages still stored: 1" });
    await group.hover();
    await group.getByRole("button", { name: remove }).click();
    await window.answerDialog(question, "Cancel");
    await window.openContextMenu(group);
    await window.chooseMenuItem(remove);
    await window.answerDialog(question, "Cancel");
    await window.clickInTitle("Remove Expired Pages…");
    await window.answerDialog("Expires at once: s3://acme-reports/.s3-presign/", "Remove");
    await window.toast("Withdrawn. Deleted: 2 objects.").waitFor();
    assert.equal(pages().length, before);
  },
  // With what other tests have shared, the list would be longer than its view.
  { newWindow: true },
);

windowTest(
  "a link that the bucket policy ends sooner is reported with the earlier time and the reason",
  async (window, { s3 }) => {
    // No link to it has been copied, so its policy has not been read yet.
    const bucket = s3.store.create("limited-age", { owner: alice.accountId });
    bucket.put("report.txt", "x");
    const statement = {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::limited-age/*",
      Condition: { NumericGreaterThan: { "s3:signatureAge": 600_000 } },
    };
    bucket.configurations.set("policy", JSON.stringify({ Statement: [statement] }));
    await window.openView("S3 Presign");
    await window.runCommand("S3 Presign: Refresh");
    await window.expand("demo", "limited-age");
    await window.openContextMenu(window.row("report.txt"));
    await window.chooseMenuItem("Copy Link with Options…");
    await window.quickInputRow("1 day").click();
    await window.prompt("Choose how the browser handles the object");
    await window.quickInputRow("As stored").click();
    await window.prompt("Choose the content type of the response");
    await window.quickInputRow("As stored").click();
    const toast =
      /^Copied a link to report\.txt\. Valid until .*\(10 minutes\)\. .*The bucket policy limits the age of a/;
    await window.toast(toast).waitFor();
  },
);
