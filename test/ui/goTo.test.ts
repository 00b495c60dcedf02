import assert from "node:assert/strict";
import type { Workbench } from "../support/vscode/workbench.ts";
import { useSetup } from "./setup.ts";

/** Places are entered by keyboard alone. */
const windowTest = useSetup();
const COMMAND = "S3 Presign: Go to Bucket, Prefix, or Link…";
const PROMPT = "Enter a bucket name, s3://bucket/key, an ARN, or a link to S3";

async function start(window: Workbench, ...path: string[]): Promise<void> {
  await window.setClipboard("nothing of S3");
  await window.openView("S3 Presign");
  await window.row("demo").waitFor();
  await window.expand(...path);
  await window.runCommand(COMMAND);
  await window.prompt(PROMPT);
}

const type = (window: Workbench, text: string) => window.quickInput.locator("input.input").fill(text);
const rows = (window: Workbench) => window.quickInput.locator(".monaco-list-row:visible");
const focused = (window: Workbench, label: string) =>
  window.quickInputRow(label).and(window.page.locator(".focused")).waitFor();
const enter = (window: Workbench) => window.page.keyboard.press("Enter");

// The tree knows only what is opened here, so this test comes first.
windowTest("buckets, folders, and pinned places that the tree knows are suggested", async (window) => {
  await start(window, "demo", "acme-reports", "2026");
  await window.quickInputRow("s3://acme-reports/2026/q3/").filter({ hasText: "demo" }).waitFor();
  const all = await window.quickInputLabels();
  assert.deepEqual(all.slice(0, 2), ["s3://acme-reports", "s3://empty-bucket"], "the shortest paths first");
  assert.equal(new Set(all).size, all.length);

  await type(window, "q3");
  await focused(window, "s3://acme-reports/2026/q3/");
  // The text itself may be the name of a bucket, which is not valid here.
  assert.equal(await rows(window).count(), 1);
  await enter(window);
  await window.focused("q3").waitFor();

  await window.openContextMenu(window.row("q3"));
  await window.chooseMenuItem("Pin to Top");
  await window.rows().filter({ hasText: "acme-reports/2026" }).waitFor();
  await window.collapse("demo");
  await window.runCommand("S3 Presign: Refresh");
  await window.runCommand(COMMAND);
  await window.quickInputRow("s3://acme-reports/2026/q3/").waitFor();
  await type(window, "reports");
  await focused(window, "s3://acme-reports/2026/q3/");
  await rows(window).filter({ hasText: "reports" }).nth(1).waitFor();
  await type(window, "x");
  await window.quickInput
    .getByText("Enter a bucket name, s3://bucket/key, or an ARN, or paste a link to S3.")
    .waitFor();
  await enter(window);
  await window.prompt(PROMPT);
  await window.page.keyboard.press("Escape");
  await window.quickInput.waitFor({ state: "hidden" });
});

windowTest("a bucket that is open under one profile needs no question about the profile", async (window) => {
  await start(window, "demo");
  await type(window, "s3://acme-reports/README.md");
  await focused(window, "s3://acme-reports/README.md");
  await window.page.keyboard.press("Escape");
  await window.row("partner").click();
  await window.row("partner-drop").waitFor();
  await window.runCommand(COMMAND);
  await type(window, "s3://acme-reports/README.md");
  await enter(window);
  await window.focused("README.md").waitFor();
  assert.equal(await window.row("acme-reports").count(), 1);
});

windowTest(
  "a part of a name shows what starts with it, and a wrong name its nearest folder",
  async (window, { s3 }) => {
    s3.store.get("acme-reports").put("2026/quiet.txt", "");
    await start(window, "demo");
    await type(window, "s3://acme-reports/2026/q");
    await enter(window);
    await window.focused("2026").waitFor();
    await window.row("Filtered by “q”").waitFor();
    await window.row("quiet.txt").waitFor();

    for (const [missing, above] of [
      ["2025/none/such.txt", "2025"],
      ["2025/none/", "2025"],
      ["none/such.txt", "acme-reports"],
    ] as const) {
      await window.runCommand(COMMAND);
      await type(window, `s3://acme-reports/${missing}`);
      await enter(window);
      await window.toast(`${missing} does not exist in bucket acme-reports.`).waitFor();
      await window.row(above).and(window.page.locator(".selected")).waitFor();
      await window.clearToasts();
    }
    assert.equal(await window.row("none").count(), 0);
    s3.store.get("acme-reports").delete("2026/quiet.txt");
  },
  // What the tree knows would be suggested.
  { newWindow: true },
);
