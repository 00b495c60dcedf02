import assert from "node:assert/strict";
import { rawRequest } from "../support/requests/rawRequest.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { useSetup } from "./setup.ts";

const windowTest = useSetup();
const SENTINEL = "what the user had copied before";

async function startWithOptions(window: Workbench): Promise<void> {
  await window.openContextMenu(window.row("README.md"));
  await window.chooseMenuItem("Copy Link with Options…");
  await window.prompt("How long should the link be valid?");
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
  await window.chooseMenuItem("Upload", "Copy Presigned Upload (PUT) URL…");
  await window.prompt("Enter the key under which the upload is stored in bucket acme-reports");
}
const enter: Step = (window) => window.page.keyboard.press("Enter");
const conditions = see("Select conditions for the upload");
const toConditions = [
  startUpload,
  enter,
  choose("1 hour"),
  see("content type that the uploader"),
  choose("Any"),
  conditions,
];

/** Each prompt, with the steps that open it. */
const prompts: Record<string, Step[]> = {
  "the expiry": [startWithOptions],
  "a custom expiry": [startWithOptions, choose("Custom expiry…"), see("Enter a duration (90m, 2d)")],
  "what the browser does": [startWithOptions, choose("1 hour"), see("Choose how the browser handles the object")],
  "the file name": [startWithOptions, choose("1 hour"), choose("Download"), see("Enter the name of the saved file")],
  "the content type": [startWithOptions, choose("1 hour"), choose("As stored"), see("content type of the response")],
  "a custom content type": [
    startWithOptions,
    choose("1 hour"),
    choose("As stored"),
    see("content type of the response"),
    choose("Other content type…"),
    see("Enter a content type, such as text/csv"),
  ],
  "the key of an upload": [startUpload],
  "the content type of an upload": [
    startUpload,
    enter,
    choose("1 hour"),
    see("content type that the uploader must send"),
  ],
  "the conditions of an upload": toConditions,
  "the encryption of an upload": [...toConditions, choose("Encryption…"), enter, see("Choose how S3 encrypts")],
  "the storage class of an upload": [...toConditions, choose("Storage class…"), enter, see("Choose a storage class")],
  "the metadata of an upload": [...toConditions, choose("Metadata…"), enter, see("Enter metadata as name=value")],
  "the profile, from the palette": [(window) => window.runCommand("S3 Presign: Copy Link"), see("Choose a profile")],
  "the link to inspect": [
    (window) => window.runCommand("S3 Presign: Inspect Presigned URL…"),
    see("Enter a presigned URL, the JSON of an upload form"),
  ],
  "the link to test": [
    (window) => window.runCommand("S3 Presign: Test Link"),
    see("Enter a presigned URL, the JSON of an upload form"),
  ],
  "the S3 URI, from the palette": [
    (window) => window.runCommand("S3 Presign: Copy Link"),
    choose("demo"),
    see("Enter the S3 URI of the object"),
  ],
};

const titled =
  (title: string): Step =>
  (window) =>
    window.quickInput.locator(".quick-input-title").getByText(title, { exact: true }).waitFor();

windowTest("a command that asks for an object shows its own title", async (window) => {
  await window.openView("S3 Presign");
  for (const [command, title] of [
    ["Open", "Open"],
    ["Download…", "Download"],
    ["Show Link as QR Code", "Show Link as QR Code"],
    ["Copy Link", "Copy Link"],
  ] as const) {
    await window.runCommand(`S3 Presign: ${command}`);
    for (const step of [see("Choose a profile"), titled(`${title} (1/2)`), choose("demo")]) await step(window);
    await see("Enter the S3 URI of the object")(window);
    await titled(`${title} · demo (2/2)`)(window);
    await window.page.keyboard.press("Escape");
    await window.quickInput.waitFor({ state: "hidden" });
  }
});

windowTest("Escape in each prompt changes nothing and shows no message", async (window) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await window.setClipboard(SENTINEL);
  // The palette asks for an object only when none is selected, so its prompts come first.
  for (const [name, steps] of Object.entries(prompts).reverse()) {
    for (const step of steps) await step(window);
    await window.page.keyboard.press("Escape");
    await window.quickInput.waitFor({ state: "hidden" });
    assert.equal(await window.clipboard(), SENTINEL, name);
    assert.equal(await window.toasts.count(), 0, name);
  }
});

windowTest("an invalid expiry is reported while typing, and not accepted", async (window) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await window.setClipboard(SENTINEL);
  await startWithOptions(window);
  await window.quickInputRow("Custom expiry…").click();
  await window.prompt("Enter a duration (90m, 2d)");
  for (const [given, says] of [
    ["0", "The expiry 0 is too short. The minimum is 1 second."],
    ["-1", "The expiry -1 is too short. The minimum is 1 second."],
    ["1.5", "The expiry must be a whole number of seconds, not 1.5."],
    ["abc", "“abc” is not a duration or a date and time."],
    ["8d", "The expiry 8d is too long. The maximum is 7 days"],
    ["2020-01-01", "2020-01-01 is in the past."],
  ] as const) {
    await window.answer(given);
    await window.quickInput.getByText(says).waitFor();
  }
  await window.page.keyboard.press("Escape");
  await window.quickInput.waitFor({ state: "hidden" });
  assert.equal(await window.clipboard(), SENTINEL);
});

windowTest("the link has all chosen settings", async (window) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await startWithOptions(window);
  await window.quickInputRow("Custom expiry…").click();
  await window.prompt("Enter a duration (90m, 2d)");
  await window.answer("90m");
  await window.quickInputRow("Download").click();
  await window.prompt("Enter the name of the saved file");
  await window.answer("보고서 안내.md");
  await window.quickInputRow("text/plain; charset=utf-8").click();
  await window.toast(/Copied a link to README\.md\. .*\(1 hour 30 minutes\)/).waitFor();
  const { headers } = await rawRequest(await window.clipboard());
  assert.equal(headers["content-type"], "text/plain; charset=utf-8");
  assert.match(String(headers["content-disposition"]), /^attachment; .*filename\*=UTF-8''%EB%B3%B4/);
  assert.match(await window.clipboard(), /X-Amz-Expires=5400&/);
});
