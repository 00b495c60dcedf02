import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { alice } from "../support/s3Server/server.ts";
import { Workbench } from "../support/vscode/workbench.ts";
import { openBucket } from "./openBucket.ts";
import { type Setup, useSetup } from "./setup.ts";

const windowTest = useSetup();

/** A separate bucket with one object whose date never changes: only its ETag shows a change. */
function stock({ s3 }: Setup, name: string) {
  const bucket = s3.store.create(name, { owner: alice.accountId });
  const at = new Date("2026-01-01");
  const put = (text: string) => bucket.put("shared.txt", text, { "content-type": "text/plain" }, at);
  put("first");
  return { put, text: () => String(bucket.get("shared.txt")?.body), bucket };
}

async function openShared(window: Workbench, bucket: string): Promise<void> {
  await openBucket(window, bucket);
  await window.row("shared.txt").click();
  await window.page.locator(".monaco-editor .view-line").getByText("first").waitFor();
}

/** Types at the start of the text, and saves. */
async function typeAndSave({ page }: Workbench, text: string): Promise<void> {
  await page.locator(".monaco-editor .view-line").first().click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type(text);
  await page.keyboard.press("Control+S");
}

const saved = ({ page }: Workbench) => page.locator(".tab.active.dirty").waitFor({ state: "hidden" });

windowTest("a save over someone else's change shows both versions, and the user chooses", async (window, setup) => {
  const { put, text, bucket } = stock(setup, "conflicts");
  const { page } = window;
  const question = window.toast(
    /^shared\.txt has been changed in S3 by someone else .* Versioning is off\. Replaced content can't be recovered\. Profile: demo$/,
  );
  const button = (name: string) => question.getByRole("button", { name });
  await openShared(window, "conflicts");

  put("other");
  await typeAndSave(window, "mine ");
  await button("Discard My Changes").waitFor();
  const comparison = page.getByRole("tab", { name: "shared.txt: S3 ↔ My Changes" });
  await comparison.waitFor();
  await page.locator(".editor.original .view-line").getByText("other").waitFor();
  await page.locator(".editor.modified .view-line").getByText("mine first").waitFor();
  await button("Overwrite").click();
  await comparison.waitFor({ state: "hidden" });
  await saved(window);
  assert.equal(text(), "mine first");

  put("their text");
  await typeAndSave(window, "again ");
  await button("Discard My Changes").click();
  await comparison.waitFor({ state: "hidden" });
  await saved(window);
  await page.locator(".monaco-editor .view-line").getByText("their text").waitFor();
  assert.equal(text(), "their text");

  // Dismissing the question neither saves nor loses anything.
  put("once more");
  await typeAndSave(window, "kept ");
  await comparison.waitFor();
  await question.hover();
  await question.getByRole("button", { name: "Clear Notification" }).click();
  await comparison.waitFor({ state: "hidden" });
  await page.locator(".monaco-editor .view-line").getByText("kept their text").waitFor();
  await page.locator(".tab.active.dirty").waitFor();
  assert.equal(text(), "once more");

  await window.toast("Failed to save 'shared.txt'").waitFor();
  bucket.delete("shared.txt");
  await typeAndSave(window, "");
  const gone = window.toast("shared.txt has been deleted in S3 since you opened it.");
  await gone.getByRole("button", { name: "Create Again" }).click();
  await saved(window);
  assert.equal(text(), "kept their text");

  await window.clearToasts();
  setup.s3.faults.add({ operation: "GetObjectAcl", fault: { kind: "status", status: 403, code: "AccessDenied" } });
  await typeAndSave(window, "not to be read: ");
  await window.toast("The ACL of shared.txt in bucket conflicts could not be preserved").waitFor();
  await saved(window);
  assert.equal(text(), "not to be read: kept their text");
});

windowTest("a save that would lose annotations asks first", async (window, setup) => {
  const { text } = stock(setup, "annotated");
  const [user = assert.fail("no user")] = setup.s3.users;
  const question = "Continue without the annotations of shared.txt?";
  user.denied = ["s3:ListObjectAnnotations"];
  try {
    await openShared(window, "annotated");
    await typeAndSave(window, "mine ");
    await window
      .dialog(question)
      .getByText(/Access denied for ListObjectAnnotations in bucket annotated/)
      .waitFor();
    await window.answerDialog(question, "Cancel");
    await window.page.locator(".tab.active.dirty").waitFor();
    // The first save has ended, and the dialog has given the keyboard back.
    await window.toast("Failed to save 'shared.txt'").waitFor();
    await window.page.locator(".monaco-editor .view-line").first().click();
    assert.equal(text(), "first");
    await window.page.keyboard.press("Control+S");
    await window.answerDialog(question, "Continue");
    await saved(window);
    assert.equal(text(), "mine first");
  } finally {
    delete user.denied;
  }
});

windowTest("with one object in two windows, the second one to save is asked once", async (first, setup) => {
  const { text } = stock(setup, "two-editors");
  const second = new Workbench(await first.page.context().newPage());
  await second.open(setup.vscode.url);
  for (const window of [first, second]) await openShared(window, "two-editors");
  await typeAndSave(first, "one ");
  await saved(first);
  await typeAndSave(second, "two ");
  const question = second.toast("The content of the file is newer.");
  await question.getByRole("button", { name: "Overwrite" }).waitFor();
  assert.equal(text(), "one first");
  await question.getByRole("button", { name: "Overwrite" }).click();
  await saved(second);
  assert.equal(text(), "two first");
  assert.equal(await second.toasts.count(), 0);
});

const notes = scratchFolder("notes").path;
writeFileSync(join(notes, "notes.code-workspace"), JSON.stringify({ folders: [{ path: "." }] }));

windowTest(
  "a folder of a bucket can be added to the workspace, where its objects are files",
  async (window, { s3 }) => {
    const bucket = s3.store.create("workspace-here", { owner: alice.accountId });
    bucket.put("docs/a.txt", "in a folder");
    bucket.put("docs/cold.txt", "x", { "x-amz-storage-class": "GLACIER" });
    await window.openView("S3 Presign");
    await window.expand("demo", "workspace-here");
    await window.openContextMenu(window.row("docs"));
    await window.chooseMenuItem("Add to Workspace");
    await window.runCommand("View: Show Explorer");
    // VS Code expands the new folder.
    await window.row("a.txt").click();
    await window.page.locator(".monaco-editor .view-line").getByText("in a folder").waitFor();
    await window.row("cold.txt").click();
    await window.answerDialog("Unable to open 'cold.txt'", "OK");
    await window.toast("docs/cold.txt is archived").getByRole("button", { name: "Restore…" }).click();
    await window.prompt("Number of days to keep the restored copy");
  },
  { opens: join(notes, "notes.code-workspace") },
);
