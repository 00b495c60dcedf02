import assert from "node:assert/strict";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { alice } from "../support/s3Server/server.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { useSetup } from "./setup.ts";

const windowTest = useSetup({ oneWindow: true });
const FIGURES = "month,revenue\n1,2026\n2,4052\n";

async function downloads(window: Workbench): Promise<string[]> {
  const links = (await window.clipboard()).split("\n");
  const responses = await Promise.all(links.map((link) => rawRequest(link)));
  return responses.map(({ body }) => body.toString());
}

// The command asks only when nothing is selected, so this test comes first.
windowTest("from the palette: the command asks for a profile and an S3 URI", async (window) => {
  await window.runCommand("S3 Presign: Copy Link");
  await window.quickInputRow("demo").click();
  await window.prompt("Enter the S3 URI of the object");
  await window.answer("s3://acme-reports/2026/q3/figures.csv");
  await window.toast("Copied a link to figures.csv").waitFor();
  assert.deepEqual(await downloads(window), [FIGURES]);
});

windowTest("by keyboard alone: arrow keys in the tree, then Ctrl+C, then the menu of Shift+F10", async (window) => {
  const { keyboard } = window.page;
  await window.runCommand("S3 Presign: Focus on Buckets View");
  await window.row("demo").waitFor();
  // VS Code moves the focus into a tree only when it has rows.
  await window.runCommand("S3 Presign: Focus on Buckets View");
  await keyboard.press("Home");
  await window.focused("demo").waitFor();
  for (const label of ["acme-reports", "2025"]) {
    await keyboard.press("ArrowRight");
    await window.row(label).waitFor();
    await keyboard.press("ArrowDown");
  }
  // Past the folders 2025, 2026 and drafts.
  for (const label of ["2025", "2026", "drafts", "README.md"]) {
    await window.focused(label).waitFor();
    if (label !== "README.md") await keyboard.press("ArrowDown");
  }
  await keyboard.press("Space");
  await keyboard.press("ControlOrMeta+c");
  await window.toast("Copied a link to README.md").waitFor();
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
  await window.toast(/^Copied a link to figures\.csv\. Valid until .*\(1 hour\)\. Profile: demo\.$/).waitFor();
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
