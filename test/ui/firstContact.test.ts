import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { alice, bob } from "../support/s3Server/server.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { FormPage } from "./formPage.ts";
import { type Setup, useSetup } from "./setup.ts";

const windowTest = useSetup();
/** Nothing is selected, no profile has been used, and no step of the walkthrough is complete. */
const FRESH = { newWindow: true };

const OPERATION = "Presign an S3 Operation…";
const FORM = "Create Upload Form (Presigned POST)…";

async function profileOf(form: FormPage): Promise<string> {
  const profile = form.field("connection").locator("vscode-single-select");
  await profile.waitFor();
  return profile.evaluate((select) => (select as HTMLSelectElement).value);
}

async function openedForm(window: Workbench): Promise<FormPage> {
  await window.webviewHasKeyboard();
  return new FormPage(window);
}

/** Counts the clicks in the window, and in a page from the time when it is added. */
async function countClicks({ page }: Workbench) {
  let count = 0;
  await page.exposeFunction("countClick", () => {
    count++;
  });
  const listen = () =>
    addEventListener("pointerdown", () => (globalThis as unknown as { countClick(): void }).countClick(), true);
  await page.evaluate(listen);
  return { count: () => count, add: (opened: FormPage) => opened.page.locator("body").evaluate(listen) };
}

windowTest(
  "a form opens without a profile named “default”, and then with the profile used last",
  async (window) => {
    await window.runCommand(`S3 Presign: ${OPERATION}`);
    const first = await openedForm(window);
    assert.equal(await profileOf(first), "profile:demo", "the first one");
    await first.field("connection").locator("vscode-single-select").click();
    await first.page.getByRole("option", { name: "partner" }).click();
    await first.field("Bucket").locator("input").fill("partner-drop");
    await first.field("Key").locator("input").fill("note.txt");
    await first.page.getByText("Profile: partner").waitFor();
    assert.match(
      await window.copied(() => first.page.getByRole("button", { name: "Copy URL" }).click()),
      new RegExp(bob.accessKeyId),
    );
    for (const command of [OPERATION, FORM]) {
      await window.runCommand("View: Close All Editors");
      await window.runCommand(`S3 Presign: ${command}`);
      assert.equal(await profileOf(await openedForm(window)), "profile:partner", command);
    }
    await window.runCommand("S3 Presign: Copy Link");
    await window.prompt("Choose a profile");
    await window.quickInputRow("partner").and(window.page.locator(".focused")).waitFor();
  },
  FRESH,
);

windowTest(
  "no profile and no connection: forms, prompts, and the view offer to add a connection",
  async (window, setup) => {
    setup.home.clear();
    await window.openView("S3 Presign");
    const buttons = window.page.locator(".welcome-view .monaco-button");
    await buttons.getByText("Try Again").waitFor();
    assert.deepEqual(await buttons.allInnerTexts(), [
      "Add Connection…",
      "Create ~/.aws/config",
      "Create ~/.aws/credentials",
      "Sign In…",
      "Try Again",
    ]);
    for (const command of [OPERATION, FORM, "Copy Link"]) {
      await window.runCommand(`S3 Presign: ${command}`);
      const toast = window.toast("Add a connection, or add a profile to one of these files.");
      await toast.getByRole("button", { name: "Add Connection…" }).click();
      await window.prompt("Choose a type of server");
      await window.page.keyboard.press("Escape");
      await window.quickInput.waitFor({ state: "hidden" });
      await window.clearToasts();
    }
    await buttons.getByText("Create ~/.aws/credentials").click();
    await window.inEditor("aws_access_key_id =").waitFor();
    await window.runCommand("View: Revert and Close Editor");
    await buttons.getByText("Sign In…").click();
    await window.prompt("Choose how to sign in");
    await window.quickInputRow("Set up IAM Identity Center (SSO)").filter({ hasText: "aws configure sso" }).click();
    await window.page.locator(".part.panel").getByText("Sign In to AWS").first().waitFor();
  },
);

windowTest("Sign In to AWS… lists the profiles that need a sign-in", async (window, { home }) => {
  home.writeConfig(
    "[profile work]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = reader\n[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.example.com/start\n[profile keys]\nregion = us-east-1\n",
  );
  await window.runCommand("S3 Presign: Sign In to AWS…");
  await window.prompt("Choose how to sign in");
  await window.quickInputRow("Use AWS console credentials").waitFor();
  assert.deepEqual(await window.quickInputLabels(), [
    "work",
    "Set up IAM Identity Center (SSO)",
    "Use AWS console credentials",
  ]);
  await window.page.keyboard.press("Enter");
  await window.page.locator(".part.panel").getByText("Sign In: work").first().waitFor();
});

windowTest("40 profiles: a form finds one by a part of its name", async (window, { s3, home }) => {
  const names = Array.from({ length: 40 }, (_, index) => `team-${String(index).padStart(2, "0")}-admin`);
  home.write(names.map((name) => ({ name, endpoint: s3.endpoint, keys: alice })));
  for (const command of [OPERATION, FORM]) {
    await window.runCommand(`S3 Presign: ${command}`);
    const form = await openedForm(window);
    const box = form.field("connection").locator("input.combobox-input");
    await box.focus();
    await window.page.keyboard.type("m-27");
    await window.page.keyboard.press("Enter");
    assert.equal(await profileOf(form), "profile:team-27-admin");
    assert.equal(await box.inputValue(), "team-27-admin");
    await window.runCommand("View: Close All Editors");
  }
});

async function openWalkthrough(window: Workbench): Promise<(title: string) => Locator> {
  await window.runCommand("Welcome: Open Walkthrough...");
  await window.quickInputRow("Share objects in S3").click();
  const page = window.page.locator(".gettingStartedContainer");
  return (title) => page.locator(".getting-started-step").filter({ hasText: title });
}

const isDone = (step: Locator) => step.getByRole("checkbox", { checked: true }).waitFor();
const isOpen = async (step: Locator) =>
  assert.equal(await step.getByRole("checkbox", { checked: false }).count(), 1, await step.innerText());

windowTest(
  "each step of the walkthrough is complete when it is true, and its command works from there",
  async (window) => {
    const step = await openWalkthrough(window);
    const press = async (title: string, button: string) => {
      if ((await step(title).getAttribute("aria-expanded")) === "false") await step(title).click();
      await step(title).getByRole("button", { name: button, exact: true }).click();
    };
    const back = () => openWalkthrough(window);
    await press("Connect to S3", "Add Connection…");
    await window.prompt("Choose a type of server");
    await window.page.keyboard.press("Escape");
    await window.quickInput.waitFor({ state: "hidden" });
    await press("Copy a link", "Show Buckets");
    await window.row("demo").waitFor();
    for (const title of ["Connect to S3", "Copy a link"]) await isOpen(step(title));
    await window.expand("demo");
    await isDone(step("Connect to S3"));
    await isOpen(step("Copy a link"));

    await press("Receive files", "Create Upload Form…");
    const form = await openedForm(window);
    await form.field("bucket").locator("input").fill("acme-reports");
    await form.field("key").locator("input").fill("in/");
    await form.page
      .getByText(/^Valid until/)
      .first()
      .waitFor();
    await back();
    await isOpen(step("Receive files"));
    await window.page.getByRole("tab", { name: "Create an Upload Form" }).click();
    await window.copied(() => form.page.locator(".snippets").getByRole("button", { name: "Copy" }).click());
    await back();
    await isDone(step("Receive files"));

    await press("Presign any S3 operation", OPERATION);
    const operation = await openedForm(window);
    await operation.page
      .getByText(/^Valid until/)
      .first()
      .waitFor();
    const link = await window.copied(() => operation.page.getByRole("button", { name: "Copy URL" }).click());
    await back();
    await isDone(step("Presign any S3 operation"));
    await isOpen(step("Copy a link"));

    await window.setClipboard(link);
    await press("Inspect a link", "Inspect Presigned URL…");
    await window.prompt("Enter a presigned URL");
    await window.page.keyboard.press("Escape");
    await window.quickInput.waitFor({ state: "hidden" });
    await isOpen(step("Inspect a link"));
    await press("Inspect a link", "Inspect Presigned URL…");
    await window.prompt("Enter a presigned URL");
    await window.answer(link);
    await window.inEditor("ListBuckets").first().waitFor();
    await back();
    await isDone(step("Inspect a link"));
  },
  FRESH,
);

windowTest(
  "a link to an object at the top of a bucket takes 4 clicks in a fresh window",
  async (window) => {
    const clicks = await countClicks(window);
    await window.page.getByRole("tab", { name: "S3 Presign", exact: true }).click();
    await window.row("demo").click();
    await window.row("acme-reports").click();
    await window.row("README.md").hover();
    const link = await window.copied(() => window.row("README.md").getByRole("button", { name: "Copy Link" }).click());
    assert.match(link, /README\.md\?.*X-Amz-Signature=/);
    assert.equal(clicks.count(), 4);
  },
  FRESH,
);

windowTest(
  "an upload form takes 7 clicks in a fresh window",
  async (window, { s3 }: Setup) => {
    const clicks = await countClicks(window);
    await window.page.getByRole("tab", { name: "S3 Presign", exact: true }).click();
    await window.row("demo").click();
    await window.row("acme-reports").click();
    await window.row("drafts").click({ button: "right" });
    await window.chooseMenuItem("Upload", FORM);
    const form = new FormPage(window);
    await form.field("bucket").waitFor();
    await clicks.add(form);
    await form.page.getByRole("button", { name: "Images up to 10 MB" }).click();
    await form.page.getByText("The key must start with drafts/.").waitFor();
    const html = await window.copied(() =>
      form.page.locator(".snippets").getByRole("button", { name: "Copy" }).click(),
    );
    assert.ok(html.includes(s3.endpoint) && /x-amz-signature/i.test(html));
    assert.equal(clicks.count(), 7);
  },
  FRESH,
);
