import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { settingsText } from "../support/vscode/server.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { appears } from "./appears.ts";
import { listFolder } from "./fileDialog.ts";
import { FormPage } from "./formPage.ts";
import { useSetup } from "./setup.ts";

const windowTest = useSetup();
const scratch = scratchFolder("post-form");
const CREATE = "Create Upload Form (Presigned POST)…";
const viewport = { width: 1400, height: 1100 };
const INVALID = "a-while";

/** The form as a user sees it. */
class Form extends FormPage {
  async write(path: string, text: string): Promise<void> {
    await this.field(path).locator("input").fill(text);
  }

  async choose(path: string, label: string): Promise<void> {
    await this.field(path).locator("vscode-single-select").click();
    await this.field(path).getByRole("option", { name: label, exact: true }).click();
  }

  async press(label: string): Promise<void> {
    await this.page.getByRole("button", { name: label, exact: true }).click();
  }

  see(text: string | RegExp): Promise<void> {
    return this.page.getByText(text).first().waitFor();
  }

  async chooseFile(path: string): Promise<void> {
    await this.press("Choose a File…");
    await listFolder(this.window, dirname(path), basename(path));
    await this.window.quickInputRow(basename(path)).click();
  }

  /** @param existing a file in the folder */
  async saveAs(path: string, existing: string): Promise<void> {
    await listFolder(this.window, dirname(path), basename(existing));
    await this.window.answer(path);
  }
}

async function openForm(window: Workbench, ...path: string[]): Promise<Form> {
  await window.openView("S3 Presign");
  await window.expand(...path.slice(0, -1));
  return formFor(window, path.at(-1) as string);
}

/** Opens the form from a row of the tree. */
async function formFor(window: Workbench, label: string): Promise<Form> {
  await window.openContextMenu(window.row(label));
  await window.chooseMenuItem("Upload", CREATE);
  return new Form(window);
}

// It asks for everything where nothing is selected in the tree, so it comes first.
windowTest(
  "by keyboard from the palette: bucket and prefix are entered, and the JSON of boto3 is copied",
  async (window) => {
    await window.runCommand(`S3 Presign: ${CREATE}`);
    const form = new Form(window);
    await form.see("Enter a bucket and a key.");
    await form.field("bucket").locator("input").focus();
    await window.page.keyboard.type("acme-reports");
    await window.page.keyboard.press("Tab");
    await window.page.keyboard.press("Tab");
    await window.page.keyboard.type("in/");
    await form.see("The key must start with in/.");
    await form.page.locator(".snippets vscode-single-select").click();
    await form.page.getByRole("option", { name: "JSON (boto3)" }).click();
    const copy = form.page.locator(".snippets").getByRole("button", { name: "Copy" });
    const { url, fields } = JSON.parse(await window.copied(() => copy.click()));
    assert.match(url, /acme-reports\/?$/);
    assert.equal(fields.key, "in/${filename}");
  },
  { viewport },
);

windowTest(
  "from a folder: images up to 10 MB, errors shown at their fields, a trial, an upload and a saved page",
  async (window, { s3 }) => {
    const form = await openForm(window, "demo", "acme-reports", "drafts");
    await form.press("Images up to 10 MB");
    await form.see("The key must start with drafts/.");
    await form.see("The file must be 1 byte to 10 MB in size.");
    await form.see("Content-Type must start with image/.");
    await form.see(/^Valid until .* \(1 hour\)\. Profile: demo\.$/);

    assert.ok(await form.outdatedBy("maxSize", "lots"));
    await form.field("maxSize").getByText("“lots” is not a size.").waitFor();
    assert.equal(await form.page.getByRole("button", { name: "Save Page…" }).count(), 0, "nothing to share");
    await form.write("maxSize", "6 GB");
    await form.field("maxSize").getByText("exceeds 5 GB").waitFor();
    await form.write("maxSize", "10 MB");
    await form.write("expiry", "8d");
    await form.field("expiry").getByText("too long").waitFor();
    await form.write("expiry", "2d");
    await form.see(/\(2 days\)/);

    await form.write("trial.name", "photo.png");
    await form.write("trial.size", "10485761");
    await form.write("trial.contentType", "image/png");
    await form.see("Rejected. The file is 10 MB (10,485,761 bytes); the limit is 10 MB (10,485,760 bytes).");
    await form.write("trial.size", "10 MB");
    await form.see("Accepted. The file would be stored as drafts/photo.png.");
    await form.write("trial.contentType", "application/pdf");
    await form.see("Rejected. Content-Type must start with image/, but is “application/pdf”.");

    const picture = join(scratch.path, "사진 1.png");
    writeFileSync(picture, "not really a picture");
    await form.chooseFile(picture);
    await form.see("Accepted. The file would be stored as drafts/사진 1.png.");
    await form.press("Upload Now");
    await form.see("Stored as drafts/사진 1.png. Response from S3: 201.");
    await form.see(/Key: drafts\/사진 1\.png/);
    assert.equal(s3.store.get("acme-reports").get("drafts/사진 1.png")?.headers["content-type"], "image/png");
    await window.expand("drafts");
    await window.row("사진 1.png").waitFor();

    const saved = join(scratch.path, "upload.html");
    await form.press("Save Page…");
    await form.saveAs(saved, picture);
    await form.see(`Saved ${saved}.`);
    assert.deepEqual(
      readdirSync(scratch.path).filter((name) => name.startsWith("upload.html")),
      ["upload.html"],
    );
    assert.equal(statSync(saved).mode & 0o777, 0o600, "the page contains a signature");
    const page = readFileSync(saved, "utf8");
    assert.match(page, /^<!DOCTYPE html>/);
    assert.match(page, /name="key" value="drafts\/\$\{filename\}"/);
    await form.press("Open in Browser");
    await form.see("VS Code runs on a different computer");
    await form.press("Save Page…");
    // VS Code starts a language server for a file that ends with .html.
    await form.saveAs(join(scratch.path, "again.txt"), picture);
    await form.press("Open");
    await window.inEditor(/^<!DOCTYPE\shtml>$/).waitFor();
    await window.runCommand("View: Close Editor");
  },
  { viewport },
);

windowTest(
  "in a small window, the way to share the form stays in view while its settings scroll",
  async (window) => {
    const form = await openForm(window, "demo", "acme-reports");
    await form.press("Images up to 10 MB");
    await form.see("Content-Type must start with image/.");
    for (const setting of ["bucket", "contentType", "expiry"]) {
      await form.field(setting).scrollIntoViewIfNeeded();
      assert.ok(await form.isInView("Save Page…"), setting);
    }
  },
  { viewport: { width: 900, height: 600 } },
);

windowTest(
  "an upload that S3 rejects is reported with its cause, and a running one ends at once when it is canceled",
  async (window, { s3 }) => {
    const form = await openForm(window, "demo", "acme-reports", "drafts");
    await form.press("Images up to 10 MB");
    await form.see("Content-Type must start with image/.");
    const text = join(scratch.path, "notes.pdf");
    writeFileSync(text, "x");
    await form.chooseFile(text);
    await form.see("Rejected. Content-Type must start with image/");
    await form.press("Upload Now");
    await form.see(/^S3 rejected the upload because it violates the rule \["starts-with", ?"\$Content-Type"/);
    await form.press("Any file up to 100 MB");
    await form.see("Accepted. The file would be stored as drafts/notes.pdf.");
    await window.clearToasts();
    s3.faults.add({ fault: { kind: "stall" } });
    await form.press("Upload Now");
    await form.press("Cancel");
    await form.see("Canceled.");
    assert.equal(s3.store.get("acme-reports").get("drafts/notes.pdf"), undefined);
  },
  { viewport },
);

windowTest(
  "settings are restored for the same bucket and reset on request, and CORS rules are shown",
  async (window) => {
    const form = await openForm(window, "demo", "acme-reports", "drafts");
    // What was entered last is not signed after Reset, when the form has new settings.
    await form.page.locator("main").evaluate(async (main) => {
      const press = (label: string) =>
        [...main.querySelectorAll<HTMLElement>("vscode-button")].find((each) => each.textContent === label)?.click();
      press("PDFs up to 20 MB");
      press("Reset");
      // Longer than the pause after which changes are signed.
      await new Promise((resolve) => setTimeout(resolve, 600));
    });
    await form.see("The file must be 1 byte to 10 MB in size.");
    assert.equal(await form.page.getByText("Content-Type must be application/pdf.").count(), 0);
    // What is entered before the new settings arrive would be lost.
    const isInert = await form.page.locator("vscode-button", { hasText: "Reset" }).evaluate((button: HTMLElement) => {
      button.click();
      return button.closest("main")?.inert;
    });
    assert.equal(isInert, true, "nothing can be entered until then");
    await form.press("PDFs up to 20 MB");
    await form.see("Content-Type must be application/pdf.");
    await form.page.getByText("More settings").click();
    await form.press("Add to Metadata");
    await form.page.getByLabel("Metadata 1: Name").fill("project");
    await form.page.getByLabel("Metadata 1: Value").fill("apollo");
    await form.see("x-amz-meta-project must be apollo.");
    await form.page.getByLabel("Metadata 1: Name").fill("프로젝트");
    await form.field("metadata[0]").getByText("S3 has no form field named “x-amz-meta-프로젝트”.").waitFor();
    await form.page.getByLabel("Metadata 1: Name").fill("project");
    await form.press("Add to Additional conditions");
    await form.page.getByLabel("Additional conditions 1: Field").fill("Cache-Control");
    await form.page.getByLabel("Additional conditions 1: Value").fill("max-age=");
    await form.see("Cache-Control must start with max-age=.");
    await form.press("Show the Bucket's CORS Rules");
    await form.see("The bucket has no CORS rules, so scripts can't upload.");
    const rule = await window.copied(() => form.press("Copy Rule"));
    assert.deepEqual(JSON.parse(rule)[0].AllowedMethods, ["POST"]);

    await window.runCommand("View: Close Editor");
    const again = await formFor(window, "README.md");
    await again.see("The key must be README.md.");
    await again.see("x-amz-meta-project must be apollo.");
    await again.see("each upload overwrites the one before");
    await again.press("Reset");
    await again.see("The file must be 1 byte to 10 MB in size.");
    assert.equal(await again.page.getByText("x-amz-meta-project").count(), 0);
  },
  { viewport },
);

/** As users do: VS Code's server does not watch the file. */
async function writeUserSettings(window: Workbench, text: string): Promise<void> {
  const { page } = window;
  await window.runCommand("Preferences: Open User Settings (JSON)");
  const editor = page.locator(".monaco-modal-editor-block");
  await editor.locator(".monaco-editor.focused .view-line").first().waitFor();
  await window.setClipboard(text);
  for (const key of ["a", "v"]) await page.keyboard.press(`ControlOrMeta+${key}`);
  await editor
    .getByText(INVALID)
    .first()
    .waitFor({ state: text.includes(INVALID) ? "visible" : "hidden" });
  await editor.getByRole("button", { name: /^Close/ }).click();
  await window.answerDialog("Do you want to save the changes you made to settings.json?", "Save");
  await editor.waitFor({ state: "detached" });
}

windowTest(
  "when the default expiry is not valid, Reset says so, and the form can be used as before",
  async (window, { vscode }) => {
    const settings = readFileSync(join(vscode.folder, "data/User/settings.json"), "utf8");
    const form = await openForm(window, "demo", "acme-reports", "drafts");
    await form.press("PDFs up to 20 MB");
    await form.see("Content-Type must be application/pdf.");
    const invalid = { ...JSON.parse(settings), "s3Presign.defaultExpiry": INVALID };
    await writeUserSettings(window, settingsText(invalid));
    const error = window.toast(new RegExp(INVALID)).first();
    // VS Code applies settings a moment after they are saved.
    do await form.press("Reset");
    while (!(await appears(error)));
    await form.press("Images up to 10 MB");
    await form.see("Content-Type must start with image/.");
    await writeUserSettings(window, settings);
    await form.press("Reset");
    await form.see("The key must start with drafts/.");
  },
  { viewport },
);
