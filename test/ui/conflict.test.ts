import assert from "node:assert/strict";
import { alice } from "../support/s3Server/server.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { type Desk, readmePicture, useDesk } from "./desk.ts";

const windowTest = useDesk({ "files.autoSave": "off" });

/** A bucket of its own with one object of a time that does not change: only its ETag tells what it is. */
function stock({ s3 }: Desk, name: string) {
  const bucket = s3.store.create(name, { owner: alice.accountId });
  const at = new Date("2026-01-01");
  const put = (text: string) => bucket.put("shared.txt", text, { "content-type": "text/plain" }, at);
  put("first");
  return { put, text: () => String(bucket.get("shared.txt")?.body), bucket };
}

async function openShared(window: Workbench, bucket: string): Promise<void> {
  await window.openView("S3 Presign");
  await window.expand("demo", bucket);
  await window.row("shared.txt").click();
  await window.page.locator(".monaco-editor .view-line").getByText("first").waitFor();
}

/** Type at the beginning of the text, and save. */
async function typeAndSave({ page }: Workbench, text: string): Promise<void> {
  await page.locator(".monaco-editor .view-line").first().click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type(text);
  await page.keyboard.press("Control+S");
}

const saved = ({ page }: Workbench) => page.locator(".tab.dirty").waitFor({ state: "hidden" });

windowTest("a save over what somebody else has stored: both are shown, and the user chooses", async (window, desk) => {
  const { put, text } = stock(desk, "conflicts");
  const { page } = window;
  const question = window.toast("Somebody has changed shared.txt in S3 since you opened it.");
  const button = (name: string) => question.getByRole("button", { name });
  await openShared(window, "conflicts");

  put("other");
  await typeAndSave(window, "mine ");
  await button("Take Theirs").waitFor();
  await page.getByRole("tab", { name: "shared.txt: in S3 ↔ yours" }).waitFor();
  await page.locator(".diff-editor .original .view-line").getByText("other").waitFor();
  await page.locator(".diff-editor .modified .view-line").getByText("mine first").waitFor();
  await readmePicture(window, "conflict.en");
  await button("Save Mine").click();
  await saved(window);
  assert.equal(text(), "mine first");

  await page.getByRole("tab", { name: "shared.txt", exact: true }).click();
  put("their text");
  await typeAndSave(window, "again ");
  await button("Take Theirs").click();
  await saved(window);
  await page.getByRole("tab", { name: "shared.txt", exact: true }).click();
  await page.locator(".monaco-editor .view-line").getByText("their text").waitFor();
  assert.equal(text(), "their text");
});
