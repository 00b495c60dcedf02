import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Locator } from "playwright-core";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { alice } from "../support/s3Server/server.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { openBucket } from "./openBucket.ts";
import { type Setup, useSetup } from "./setup.ts";

const windowTest = useSetup({
  settings: { "explorer.confirmDragAndDrop": false },
});

/** A bucket with a few short texts. */
function stock({ s3 }: Setup, name: string, ...keys: string[]) {
  const bucket = s3.store.create(name, { owner: alice.accountId });
  for (const key of keys) bucket.put(key, `text of ${key}`);
  return (key: string) => bucket.get(key)?.body.toString();
}

/** The names on the tabs of each group, from left to right. `*` marks unsaved ones. */
function tabs({ page }: Workbench): Promise<string[][]> {
  return page.locator(".part.editor .editor-group-container").evaluateAll((groups) =>
    groups
      .filter((group) => group.querySelector(".tab"))
      .sort((a, b) => a.getBoundingClientRect().x - b.getBoundingClientRect().x)
      .map((group) =>
        [...group.querySelectorAll(".tab")].map(
          (tab) => tab.getAttribute("data-resource-name") + (tab.classList.contains("dirty") ? "*" : ""),
        ),
      ),
  );
}

async function showsTabs(window: Workbench, ...expected: string[][]): Promise<void> {
  const deadline = Date.now() + 30_000;
  let shown = await tabs(window);
  while (!isDeepStrictEqual(shown, expected) && Date.now() < deadline) {
    await window.page.evaluate(() => new Promise(requestAnimationFrame));
    shown = await tabs(window);
  }
  assert.deepEqual(shown, expected);
}

const lines = ({ page }: Workbench, text: string): Locator =>
  page.locator(".part.editor .monaco-editor .view-line").filter({ hasText: text });

/** Opens an object in a tab that is not a preview. */
async function openToKeep(window: Workbench, label: string, shown: string): Promise<void> {
  await window.row(label).click();
  await lines(window, shown).waitFor();
  await window.runCommand("View: Keep Editor");
  await window.page.locator(".tab.active .monaco-icon-label.italic").waitFor({ state: "hidden" });
}

async function type(window: Workbench, shown: string, text: string): Promise<void> {
  await lines(window, shown).first().click();
  await window.inEditor(shown).first().waitFor();
  await window.page.keyboard.press("Control+Home");
  await window.page.keyboard.type(text);
  await window.inEditor(`${text}${shown}`).first().waitFor();
}

async function save(window: Workbench, shown: string): Promise<void> {
  await lines(window, shown).first().click();
  await window.inEditor(shown).first().waitFor();
  await window.page.keyboard.press("Control+S");
}

async function rename(window: Workbench, from: string, to: string): Promise<void> {
  await window.openContextMenu(window.row(from));
  await window.chooseMenuItem("Rename…");
  await window.prompt("Enter a new name");
  await window.answer(to);
}

async function moveTo(window: Workbench, label: string, target: string): Promise<void> {
  await window.openContextMenu(window.row(label));
  await window.chooseMenuItem("Move to…");
  await window.quickInputRow("Enter an S3 URI…").click();
  await window.prompt("s3://bucket/key");
  await window.answer(target);
}

/** Messages of a save or of an editor that failed. */
const failures = ({ toasts }: Workbench) =>
  toasts.filter({ hasText: /Failed to save|deleted in S3|Unable to/ }).count();

windowTest("the tab of a renamed or moved object shows the new one, and saves to it", async (window, setup) => {
  const stored = stock(setup, "tabs-follow", "one.txt", "two.txt", "docs/x.txt");
  await openBucket(window, "tabs-follow");
  await openToKeep(window, "one.txt", "text of one.txt");
  await rename(window, "one.txt", "first.txt");
  await showsTabs(window, ["first.txt"]);
  await window.toast("Renamed to first.txt").waitFor();
  assert.deepEqual([stored("one.txt"), stored("first.txt")], [undefined, "text of one.txt"]);

  await type(window, "text of one.txt", "mine ");
  await rename(window, "first.txt", "renamed.txt");
  await showsTabs(window, ["renamed.txt*"]);
  await lines(window, "mine text of one.txt").waitFor();
  assert.deepEqual([stored("first.txt"), stored("renamed.txt")], [undefined, "text of one.txt"]);
  await moveTo(window, "renamed.txt", "s3://tabs-follow/docs/");
  await window.page.locator(".breadcrumbs-control").getByText("docs").waitFor();
  await showsTabs(window, ["renamed.txt*"]);
  await save(window, "mine text of one.txt");
  await showsTabs(window, ["renamed.txt"]);
  assert.deepEqual(["first.txt", "renamed.txt", "docs/renamed.txt"].map(stored), [
    undefined,
    undefined,
    "mine text of one.txt",
  ]);

  // Nothing that VS Code does later brings the old tabs back.
  await openToKeep(window, "two.txt", "text of two.txt");
  await type(window, "text of two.txt", "also ");
  await save(window, "also text of two.txt");
  await showsTabs(window, ["renamed.txt", "two.txt"]);
  assert.equal(stored("two.txt"), "also text of two.txt");
  assert.equal(await failures(window), 0);
});

windowTest("a save that is in progress ends before its object is moved", async (window, setup) => {
  const stored = stock(setup, "tabs-saving", "slow.txt");
  await openBucket(window, "tabs-saving");
  await openToKeep(window, "slow.txt", "text of slow.txt");
  await type(window, "text of slow.txt", "saved ");
  setup.s3.faults.add({ operation: "PutObject", fault: { kind: "delay", milliseconds: 3000 }, times: 1 });
  await save(window, "saved text of slow.txt");
  await rename(window, "slow.txt", "later.txt");
  await showsTabs(window, ["later.txt"]);
  assert.deepEqual([stored("slow.txt"), stored("later.txt")], [undefined, "saved text of slow.txt"]);
  assert.equal(await failures(window), 0);
});

windowTest("the tabs of a renamed folder follow in all groups, with their unsaved text", async (window, setup) => {
  const stored = stock(setup, "tabs-folder", "docs/a.txt", "docs/b.txt", "c.txt");
  await openBucket(window, "tabs-folder");
  await window.expand("docs");
  await openToKeep(window, "c.txt", "text of c.txt");
  await openToKeep(window, "a.txt", "text of docs/a.txt");
  await window.runCommand("View: Split Editor Right");
  await showsTabs(window, ["c.txt", "a.txt"], ["a.txt"]);
  await openToKeep(window, "b.txt", "text of docs/b.txt");
  await type(window, "text of docs/a.txt", "mine ");
  await showsTabs(window, ["c.txt", "a.txt*"], ["a.txt*", "b.txt"]);
  await rename(window, "docs", "papers");
  await window.answerDialog("Rename the folder docs/", "Rename");
  for (const name of ["a.txt", "b.txt"]) {
    const place = window.page.locator(".breadcrumbs-control").filter({ hasText: name });
    await place.filter({ hasText: "papers" }).waitFor();
  }
  await showsTabs(window, ["c.txt", "a.txt*"], ["a.txt*", "b.txt"]);
  await save(window, "mine text of docs/a.txt");
  await showsTabs(window, ["c.txt", "a.txt"], ["a.txt", "b.txt"]);
  await type(window, "text of docs/b.txt", "more ");
  await save(window, "more text of docs/b.txt");
  await showsTabs(window, ["c.txt", "a.txt"], ["a.txt", "b.txt"]);
  assert.deepEqual(["docs/a.txt", "papers/a.txt", "docs/b.txt", "papers/b.txt"].map(stored), [
    undefined,
    "mine text of docs/a.txt",
    undefined,
    "more text of docs/b.txt",
  ]);
  assert.equal(await failures(window), 0);
});

const notes = scratchFolder("notes").path;
writeFileSync(join(notes, "notes.code-workspace"), JSON.stringify({ folders: [{ path: "." }] }));

windowTest(
  "the Explorer shows what a command has renamed, and its own rename moves each tab once",
  async (window, setup) => {
    const stored = stock(setup, "tabs-explorer", "docs/a.txt");
    await window.openView("S3 Presign");
    await window.expand("demo", "tabs-explorer");
    await window.openContextMenu(window.row("docs"));
    await window.chooseMenuItem("Add to Workspace");
    await window.runCommand("View: Show Explorer");
    // VS Code expands the new folder.
    await window.row("a.txt").waitFor();
    await openToKeep(window, "a.txt", "text of docs/a.txt");
    await type(window, "text of docs/a.txt", "mine ");
    await window.row("a.txt").click();
    await window.page.keyboard.press("F2");
    const name = window.page.locator(".explorer-item-edited input");
    await name.fill("b.txt");
    await name.press("Enter");
    await showsTabs(window, ["b.txt*"]);
    assert.deepEqual(["docs/a.txt", "docs/b.txt"].map(stored), [undefined, "text of docs/a.txt"]);

    await window.openView("S3 Presign");
    await window.expand("demo", "tabs-explorer", "docs");
    await rename(window, "b.txt", "c.txt");
    await showsTabs(window, ["c.txt*"]);
    await lines(window, "mine text of docs/a.txt").waitFor();
    await window.runCommand("View: Show Explorer");
    await window.row("c.txt").waitFor();
    await window.row("b.txt").waitFor({ state: "hidden" });
    assert.deepEqual(["docs/b.txt", "docs/c.txt"].map(stored), [undefined, "text of docs/a.txt"]);
    await window.runCommand("View: Revert and Close Editor");
  },
  { opens: join(notes, "notes.code-workspace") },
);
