import assert from "node:assert/strict";
import { rawRequest } from "../support/rawRequest.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { useDesk } from "./desk.ts";

const windowTest = useDesk({ oneWindow: true });
const SENTINEL = "what the user had copied before";

async function startWithOptions(window: Workbench): Promise<void> {
  await window.openContextMenu(window.row("README.md"));
  await window.chooseMenuItem("Copy Presigned URL…");
  await window.prompt("How long shall the link work?");
}

type Step = (window: Workbench) => Promise<void>;
const choose =
  (label: string): Step =>
  (window) =>
    window.quickInputRow(label).click();
const see =
  (text: string): Step =>
  (window) =>
    window.prompt(text);

async function startUpload(window: Workbench): Promise<void> {
  await window.openContextMenu(window.row("README.md"));
  await window.chooseMenuItem("Copy Presigned Upload (PUT) URL…");
  await window.prompt("Under which key in bucket acme-reports");
}
const enter: Step = (window) => window.page.keyboard.press("Enter");
const terms = see("Further terms of the upload");
const toTerms = [startUpload, enter, choose("1 hour"), see("Which content type"), choose("Any"), terms];

/** Each prompt, and the way to it. */
const prompts: Record<string, Step[]> = {
  "the expiry": [startWithOptions],
  "another time": [startWithOptions, choose("Another time…"), see("A duration such as 90m")],
  "what the browser does": [startWithOptions, choose("1 hour"), see("What shall the browser do with it?")],
  "the file name": [startWithOptions, choose("1 hour"), choose("Download"), see("The name under which")],
  "the content type": [startWithOptions, choose("1 hour"), choose("As stored"), see("Which content type")],
  "another content type": [
    startWithOptions,
    choose("1 hour"),
    choose("As stored"),
    see("Which content type"),
    choose("Another content type…"),
    see("Content type, such as text/csv"),
  ],
  "the key of an upload": [startUpload],
  "the content type of an upload": [startUpload, enter, choose("1 hour"), see("Which content type must")],
  "the terms of an upload": [startUpload, enter, choose("1 hour"), see("Which content type"), choose("Any"), terms],
  "the encryption of an upload": [...toTerms, choose("Encryption…"), enter, see("How shall S3 encrypt")],
  "the storage class of an upload": [...toTerms, choose("Storage class…"), enter, see("In which storage class")],
  "the metadata of an upload": [...toTerms, choose("Metadata…"), enter, see("Metadata as name=value")],
  "the profile, from the palette": [
    (window) => window.runCommand("S3 Presign: Copy Presigned URL"),
    see("Choose a profile"),
  ],
  "the link to inspect": [
    (window) => window.runCommand("S3 Presign: Inspect Presigned URL…"),
    see("A presigned URL, the JSON of an upload form"),
  ],
  "the link to test": [
    (window) => window.runCommand("S3 Presign: Test Link"),
    see("A presigned URL, the JSON of an upload form"),
  ],
  "the S3 URI, from the palette": [
    (window) => window.runCommand("S3 Presign: Copy Presigned URL"),
    choose("demo"),
    see("The object's S3 URI"),
  ],
};

const titled =
  (title: string): Step =>
  (window) =>
    window.quickInput.locator(".quick-input-title").getByText(title, { exact: true }).waitFor();

windowTest("a command that asks for an object bears its own title", async (window) => {
  await window.openView("S3 Presign");
  for (const [command, title] of [
    ["Open", "Open"],
    ["Download…", "Download"],
    ["Show Link as QR Code", "Show Link as QR Code"],
    ["Copy Presigned URL", "Copy Presigned URL"],
  ] as const) {
    await window.runCommand(`S3 Presign: ${command}`);
    for (const step of [see("Choose a profile"), titled(title), choose("demo"), see("The object's S3 URI")]) {
      await step(window);
    }
    await titled(title)(window);
    await window.page.keyboard.press("Escape");
    await window.quickInput.waitFor({ state: "hidden" });
  }
});

windowTest("Escape in each prompt changes nothing and says nothing", async (window) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await window.setClipboard(SENTINEL);
  // The palette asks for an object only where none is selected, so its prompts come first.
  for (const [name, steps] of Object.entries(prompts).reverse()) {
    for (const step of steps) await step(window);
    await window.page.keyboard.press("Escape");
    await window.quickInput.waitFor({ state: "hidden" });
    assert.equal(await window.clipboard(), SENTINEL, name);
    assert.equal(await window.toasts.count(), 0, name);
  }
});

windowTest("an expiry that cannot be is told while it is typed, and not taken", async (window) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await window.setClipboard(SENTINEL);
  await startWithOptions(window);
  await window.quickInputRow("Another time…").click();
  await window.prompt("A duration such as 90m");
  for (const [given, says] of [
    ["0", "An expiry of 0 is too short: 1 second is the least."],
    ["-1", "An expiry of -1 is too short: 1 second is the least."],
    ["1.5", "An expiry is a whole number of seconds, not 1.5."],
    ["abc", "“abc” is not a duration or a date and time."],
    ["8d", "An expiry of 8d is too long: S3 takes 7 days"],
    ["2020-01-01", "2020-01-01 is past."],
  ] as const) {
    await window.answer(given);
    await window.quickInput.getByText(says).waitFor();
  }
  await window.page.keyboard.press("Escape");
  await window.quickInput.waitFor({ state: "hidden" });
  assert.equal(await window.clipboard(), SENTINEL);
});

windowTest("the link has all that was chosen", async (window) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await startWithOptions(window);
  await window.quickInputRow("Another time…").click();
  await window.prompt("A duration such as 90m");
  await window.answer("90m");
  await window.quickInputRow("Download").click();
  await window.prompt("The name under which");
  await window.answer("보고서 안내.md");
  await window.quickInputRow("text/plain; charset=utf-8").click();
  await window.toast(/Copied the link to README\.md\. .*\(1 hour 30 minutes\)/).waitFor();
  const { headers } = await rawRequest(await window.clipboard());
  assert.equal(headers["content-type"], "text/plain; charset=utf-8");
  assert.match(String(headers["content-disposition"]), /^attachment; .*filename\*=UTF-8''%EB%B3%B4/);
  assert.match(await window.clipboard(), /X-Amz-Expires=5400&/);
});
