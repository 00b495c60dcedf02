import assert from "node:assert/strict";
import { alice, bob, startS3Server } from "../support/s3Server/server.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { useSetup } from "./setup.ts";

/** Connections are entered by keyboard alone. */
const windowTest = useSetup();

const ADD = "Add Connection · MinIO";
const ENDPOINT = "Enter the endpoint of the server";
const KEY_ID = "Access key ID. Leave empty to use other credentials, or none.";
const NAME = "Enter a name for the connection";

type Asked = [title: string, text: string, act: (window: Workbench) => Promise<void>];

const type = (text: string) => (window: Workbench) => window.answer(text);
const choose = (label: string) => (window: Workbench) => window.typeChoice(label);
const enter = (window: Workbench) => window.page.keyboard.press("Enter");

async function answer(window: Workbench, questions: Asked[]): Promise<void> {
  for (const [title, text, act] of questions) {
    await window.question(title, text);
    await act(window);
  }
}

/** The questions about MinIO with keys of its own. */
const minio = (endpoint: string, { accessKeyId, secretAccessKey } = alice, name = enter): Asked[] => [
  ["Add Connection (1/4)", "Choose a type of server", choose("MinIO")],
  [`${ADD} (2/5)`, ENDPOINT, type(endpoint)],
  [`${ADD} (3/5)`, KEY_ID, type(accessKeyId)],
  [`${ADD} (4/5)`, "Secret access key", type(secretAccessKey)],
  [`${ADD} (5/5)`, NAME, name],
];

async function add(window: Workbench, questions: Asked[]): Promise<void> {
  await window.openView("S3 Presign");
  await window.row("demo").waitFor();
  await window.runCommand("S3 Presign: Add Connection…");
  await answer(window, questions);
}

async function byMenu(window: Workbench, label: string, item: string): Promise<void> {
  await window.openContextMenu(window.row(label));
  await window.chooseMenuItem(item);
}

async function dismiss(window: Workbench): Promise<void> {
  await window.page.keyboard.press("Escape");
  await window.quickInput.waitFor({ state: "hidden" });
}

const focusedChoice = (window: Workbench, label: string) =>
  window.quickInputRow(label).and(window.page.locator(".focused")).waitFor();
const typed = (window: Workbench) => window.quickInput.locator("input.input").inputValue();

/** The connection is selected and expanded. */
async function showsBuckets(window: Workbench, name: string): Promise<void> {
  await window.focused(name).and(window.page.locator('[aria-expanded="true"]')).waitFor();
  await window.row("acme-reports").waitFor();
}

async function remove(window: Workbench, name: string): Promise<void> {
  await byMenu(window, name, "Remove Connection…");
  await window.answerDialog(`Remove the connection “${name}”?`, "Remove");
  await window.row(name).waitFor({ state: "hidden" });
}

windowTest("MinIO with keys takes 5 answers, is tested, and then shows its buckets", async (window, { s3 }) => {
  const questions = minio(s3.endpoint);
  assert.equal(questions.length, 5);
  await add(window, questions);
  await showsBuckets(window, "MinIO");
  assert.equal(s3.requests.filter(({ operation }) => operation === "ListBuckets").length, 2, "the test, and the tree");
  assert.equal(await window.toasts.count(), 0);

  await add(window, minio(s3.endpoint).slice(0, 4));
  await window.question(`${ADD} (5/5)`, NAME);
  assert.equal(await typed(window), "MinIO 2", "a name that is free");
  for (const [title, text, kept] of [
    [`${ADD} (4/5)`, "Secret access key", alice.secretAccessKey],
    [`${ADD} (3/5)`, KEY_ID, alice.accessKeyId],
    [`${ADD} (2/5)`, ENDPOINT, s3.endpoint],
  ] as const) {
    await window.goBack();
    await window.question(title, text);
    assert.equal(await typed(window), kept);
  }
  await dismiss(window);
  assert.equal(await window.row("MinIO 2").count(), 0);
  await remove(window, "MinIO");
});

windowTest(
  "a connection that does not work keeps what was entered, and asks only for what is wrong",
  async (window, { s3 }) => {
    const { endpoint, close } = await startS3Server();
    await close();
    await add(window, minio(endpoint, { ...alice, secretAccessKey: "mistyped" }));
    await window.prompt(`Couldn't connect to ${endpoint}`);
    await focusedChoice(window, "Endpoint");
    await enter(window);
    await window.question(`${ADD} (2/2)`, ENDPOINT);
    assert.equal(await typed(window), endpoint);
    await window.goBack();
    await window.question(`${ADD} (1/2)`, "Couldn't connect to");
    await enter(window);
    await window.question(`${ADD} (2/2)`, ENDPOINT);
    await window.answer(s3.endpoint);

    await window.prompt(`${s3.endpoint} rejected the signature of connection MinIO.`);
    await focusedChoice(window, "Secret access key");
    assert.equal(await window.row("MinIO").count(), 0, "nothing is saved yet");
    await enter(window);
    await window.question(`${ADD} (2/2)`, "Secret access key");
    assert.equal(await window.quickInput.locator("input.input").getAttribute("type"), "password");
    assert.equal(await typed(window), "mistyped");
    await window.answer(alice.secretAccessKey);
    await showsBuckets(window, "MinIO");
    await remove(window, "MinIO");
  },
);

windowTest("the test of a connection can be canceled, and ends by itself", async (window, { s3 }) => {
  s3.faults.add({ operation: "ListBuckets", fault: { kind: "stall" } });
  await add(window, minio(s3.endpoint));
  const notification = window.toast("Testing the connection");
  await notification.getByRole("button", { name: "Cancel" }).click();
  await window.prompt("Canceled.");
  await choose("Try Again")(window);
  await window.prompt(`${s3.endpoint} did not respond within 15 seconds.`);
  await focusedChoice(window, "Endpoint");
  await dismiss(window);
  assert.equal(await window.row("MinIO").count(), 0);
});

windowTest(
  "Change Keys… asks for the keys only, from the row of the error and from the menu",
  async (window, { s3 }) => {
    await add(window, minio(s3.endpoint, { ...alice, accessKeyId: "UNKNOWNKEY" }));
    await window.prompt(`${s3.endpoint} doesn't recognize the access key of connection MinIO.`);
    await focusedChoice(window, "Access keys");
    await choose("Save Anyway")(window);
    await window.focused("MinIO").waitFor();
    const notice = window.rows().filter({ hasText: "Check the connection's access key ID" });
    await notice.click();
    await window.question("Change Keys · MinIO (1/2)", "Access key ID");
    assert.equal(await typed(window), "UNKNOWNKEY");
    await answer(window, [
      ["Change Keys · MinIO (1/2)", "Access key ID", type(alice.accessKeyId)],
      ["Change Keys · MinIO (2/2)", "Secret access key", enter],
    ]);
    await showsBuckets(window, "MinIO");

    await byMenu(window, "MinIO", "Change Keys…");
    await answer(window, [
      ["Change Keys · MinIO (1/2)", "Access key ID", type(bob.accessKeyId)],
      ["Change Keys · MinIO (2/2)", "Secret access key", type(bob.secretAccessKey)],
    ]);
    await window.row("acme-reports").waitFor({ state: "hidden" });
    await window.row("partner-drop").waitFor();
    await remove(window, "MinIO");
  },
);

windowTest("other credentials: of a profile, and none", async (window, { s3 }) => {
  const source = "Choose where the credentials come from";
  const start = minio(s3.endpoint).slice(0, 2);
  await add(window, [
    ...start,
    [`${ADD} (3/5)`, KEY_ID, enter],
    [`${ADD} (4/5)`, source, choose("Credentials of a profile")],
    [`${ADD} (5/6)`, "Choose a profile", choose("demo")],
    [`${ADD} (6/6)`, NAME, enter],
  ]);
  await showsBuckets(window, "MinIO");
  await remove(window, "MinIO");
  await add(window, [
    ...start,
    [`${ADD} (3/5)`, KEY_ID, enter],
    [`${ADD} (4/5)`, source, choose("None (anonymous)")],
    [`${ADD} (5/5)`, NAME, enter],
  ]);
  await window.row("Add a public bucket by name.").waitFor();
  await remove(window, "MinIO");
});

windowTest("Edit Connection… asks only for what is chosen", async (window, { s3 }) => {
  const EDIT = "Edit Connection · MinIO";
  await add(window, minio(s3.endpoint));
  await showsBuckets(window, "MinIO");
  s3.faults.add({ operation: "ListBuckets", fault: { kind: "status", status: 403, code: "InvalidAccessKeyId" } });
  await byMenu(window, "MinIO", "Edit Connection…");
  await answer(window, [
    [`${EDIT} (1/2)`, "Choose what to change", choose("Name")],
    [`${EDIT} (2/2)`, NAME, type("Renamed")],
  ]);
  await window.focused("Renamed").waitFor();
  await window.row("MinIO").waitFor({ state: "hidden" });
  s3.faults.clear();
  await byMenu(window, "Renamed", "Edit Connection…");
  await window.question("Edit Connection · Renamed (1/2)", "Choose what to change");
  await window.quickInputRow("Name").waitFor();
  assert.deepEqual(await window.quickInputLabels(), [
    "Endpoint",
    "Access keys",
    "Secret access key",
    "Session token",
    "Credentials",
    "Default region",
    "Addressing style",
    "Name",
  ]);
  await choose("Credentials")(window);
  await answer(window, [
    ["Edit Connection · Renamed (2/4)", "Choose where the credentials come from", choose("Credentials of a profile")],
    ["Edit Connection · Renamed (3/3)", "Choose a profile", choose("partner")],
  ]);
  await window.row("partner-drop").waitFor();
  await remove(window, "Renamed");
});
