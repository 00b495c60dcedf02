import assert from "node:assert/strict";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { alice } from "../support/s3Server/server.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { type Setup, useSetup } from "./setup.ts";

/** Once started, commands that ask several questions are driven by keyboard alone. */
const windowTest = useSetup();
const SENTINEL = "what the user had copied before";

type Act = (window: Workbench) => Promise<void>;

/** A question of a command, and the keys that answer it. */
interface Asked {
  title: string;
  text: string;
  act: Act;
}

const asked = (title: string, text: string, act: Act): Asked => ({ title, text, act });

const enter: Act = (window) => window.page.keyboard.press("Enter");
const choose =
  (label: string): Act =>
  (window) =>
    window.typeChoice(label);
const type =
  (text: string): Act =>
  (window) =>
    window.answer(text);

async function answer(window: Workbench, questions: Asked[]): Promise<void> {
  for (const { title, text, act } of questions) {
    await window.question(title, text);
    await act(window);
  }
}

/** Goes back to a question that keeps its answer. */
async function backTo(window: Workbench, title: string, text: string, kept: string | { row: string }): Promise<void> {
  await window.goBack();
  await window.question(title, text);
  if (typeof kept === "string") assert.equal(await window.quickInput.locator("input.input").inputValue(), kept, title);
  else await window.quickInputRow(kept.row).and(window.page.locator(".focused")).waitFor();
}

const escapeKey: Act = async (window) => {
  await window.page.keyboard.press("Escape");
  await window.quickInput.waitFor({ state: "hidden" });
};

/** Dismisses each question once after answering those before it, and then once more after Back. */
async function escapeEach(window: Workbench, { s3 }: Setup, start: Act, questions: Asked[]): Promise<void> {
  await window.setClipboard(SENTINEL);
  for (const [depth, { title, text }] of questions.entries()) {
    await start(window);
    await answer(window, questions.slice(0, depth));
    await window.question(title, text);
    await escapeKey(window);
    await assertNothingHappened(window, title);
  }
  await start(window);
  await answer(window, questions.slice(0, 1));
  const [first, second] = questions as [Asked, Asked];
  await window.question(second.title, second.text);
  await window.goBack();
  // The total can differ after Back, and both questions can have the same text.
  const title = first.title.replace(/\d+\)$/, "");
  await window.quickInput.locator(".quick-input-title").getByText(title).waitFor();
  await escapeKey(window);
  await assertNothingHappened(window, "after Back");
  assert.deepEqual(
    s3.requests.filter(({ method }) => !["GET", "HEAD"].includes(method)),
    [],
  );
}

async function assertNothingHappened(window: Workbench, title: string): Promise<void> {
  assert.equal(await window.toasts.count(), 0, title);
  assert.equal(await window.clipboard(), SENTINEL, title);
}

const byPalette =
  (command: string): Act =>
  (window) =>
    window.runCommand(`S3 Presign: ${command}`);

const byMenu =
  (label: string, ...path: string[]): Act =>
  async (window) => {
    await window.openContextMenu(window.row(label));
    await window.chooseMenuItem(...path);
  };

async function openBucket(window: Workbench): Promise<void> {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
}

/** The first two questions of a command, and the answer that the first one keeps after Back. */
interface Pair {
  start: Act;
  questions: [Asked, Asked];
  kept: string | { row: string };
}

async function checkPairs(window: Workbench, setup: Setup, pairs: Pair[]): Promise<void> {
  for (const { start, questions, kept } of pairs) {
    await escapeEach(window, setup, start, questions);
    await start(window);
    await answer(window, questions.slice(0, 1));
    const [first, second] = questions;
    await window.question(second.title, second.text);
    await backTo(window, first.title, first.text, kept);
    await escapeKey(window);
  }
}

const byCommand: Pair[] = [
  {
    start: byPalette("Add Bucket…"),
    questions: [
      asked("Add Bucket (1/2)", "Choose a profile", choose("partner")),
      asked("Add Bucket · partner (2/2)", "Enter a bucket name", enter),
    ],
    kept: { row: "partner" },
  },
  {
    start: byPalette("Go to Bucket, Prefix, or Link…"),
    questions: [
      asked("Go to Bucket, Prefix, or Link (1/2)", "Enter a bucket name", type("acme-reports")),
      asked("Go to Bucket, Prefix, or Link (2/2)", "Choose a profile", enter),
    ],
    kept: "acme-reports",
  },
  {
    start: byPalette("Find in Bucket…"),
    questions: [
      asked("Find in Bucket (1/3)", "Choose a profile", choose("demo")),
      asked("Find in Bucket · demo (2/3)", "Enter the S3 URI of a bucket or folder", enter),
    ],
    kept: { row: "demo" },
  },
];

// A command uses the profile of the selection, and nothing is selected in a new window.
windowTest(
  "commands that ask for a profile or a location: Back keeps it, Escape changes nothing",
  async (window, setup) => {
    await window.openView("S3 Presign");
    await window.row("demo").waitFor();
    await checkPairs(window, setup, byCommand);
  },
  { newWindow: true },
);

windowTest(
  "Copy Link with Options…: all questions, Back three times with every answer kept, and on to the end",
  async (window, setup) => {
    const start = byMenu("README.md", "Copy Link with Options…");
    const title = "Copy Link with Options · demo";
    const questions = [
      asked(`${title} (1/3)`, "How long should the link be valid?", choose("1 day")),
      asked(`${title} (2/3)`, "Choose how the browser handles the object", choose("Download")),
      asked(`${title} (3/4)`, "Enter the name of the saved file", type("보고서.md")),
      asked(`${title} (4/4)`, "Choose the content type of the response", choose("text/plain; charset=utf-8")),
    ];
    await openBucket(window);
    await escapeEach(window, setup, start, questions);
    await start(window);
    await answer(window, questions.slice(0, 3));
    await window.question(`${title} (4/4)`, "Choose the content type of the response");
    await backTo(window, `${title} (3/4)`, "Enter the name of the saved file", "보고서.md");
    await backTo(window, `${title} (2/4)`, "Choose how the browser handles the object", { row: "Download" });
    await backTo(window, `${title} (1/4)`, "How long should the link be valid?", { row: "1 day" });
    const link = await window.copied(async () => {
      for (const number of ["1/4", "2/4", "3/4"]) {
        await window.question(`${title} (${number})`, "");
        await enter(window);
      }
      await answer(window, questions.slice(3));
    });
    const { headers } = await rawRequest(link);
    assert.match(link, /X-Amz-Expires=86400&/);
    assert.equal(headers["content-type"], "text/plain; charset=utf-8");
    assert.match(String(headers["content-disposition"]), /^attachment; .*filename\*=UTF-8''%EB%B3%B4/);
  },
);

windowTest("questions of a branch that Back leaves are not counted in the total", async (window) => {
  const title = "Copy Link with Options · demo";
  await openBucket(window);
  await byMenu("README.md", "Copy Link with Options…")(window);
  await answer(window, [
    asked(`${title} (1/3)`, "How long should the link be valid?", choose("Custom expiry…")),
    asked(`${title} (2/4)`, "Enter a duration (90m, 2d)", type("90m")),
    asked(`${title} (3/4)`, "Choose how the browser handles the object", choose("Download")),
    asked(`${title} (4/5)`, "Enter the name of the saved file", type("other.md")),
  ]);
  await window.question(`${title} (5/5)`, "Choose the content type of the response");
  await backTo(window, `${title} (4/5)`, "Enter the name of the saved file", "other.md");
  await backTo(window, `${title} (3/5)`, "Choose how the browser handles the object", { row: "Download" });
  await choose("As stored")(window);
  await window.question(`${title} (4/4)`, "Choose the content type of the response");
  await window.goBack();
  await window.question(`${title} (3/4)`, "Choose how the browser handles the object");
  await backTo(window, `${title} (2/4)`, "Enter a duration (90m, 2d)", "90m");
  await window.answer("8d");
  await window.quickInput.getByText("The expiry 8d is too long").waitFor();
  await window.goBack();
  await window.question(`${title} (1/4)`, "How long should the link be valid?");
  await window.quickInputRow("Custom expiry…").and(window.page.locator(".focused")).waitFor();
  const link = await window.copied(() =>
    answer(window, [
      asked(`${title} (1/4)`, "How long should the link be valid?", choose("15 minutes")),
      asked(`${title} (2/3)`, "Choose how the browser handles the object", enter),
      asked(`${title} (3/3)`, "Choose the content type of the response", enter),
    ]),
  );
  assert.match(link, /X-Amz-Expires=900&/);
  assert.doesNotMatch(link, /response-content-disposition/);
});

windowTest(
  "Copy Presigned Upload URL…: conditions add their questions, and Back keeps the selected conditions",
  async (window, setup) => {
    const start = byMenu("README.md", "Upload", "Copy Presigned Upload (PUT) URL…");
    const title = "Copy Presigned Upload URL · demo";
    const check: Act = async ({ page }) => {
      for (const key of ["ArrowDown", "ArrowDown", "Space", "Enter"]) await page.keyboard.press(key);
    };
    const [key, conditions] = ["Enter the key under which the upload is stored", "Select conditions for the upload"];
    const questions = [
      asked(`${title} (1/4)`, key, type("drafts/steps.bin")),
      asked(`${title} (2/4)`, "How long should the link be valid?", choose("12 hours")),
      asked(`${title} (3/4)`, "Choose the content type that the uploader must send", enter),
      asked(`${title} (4/4)`, conditions, check),
      asked(`${title} (5/5)`, "Choose how S3 encrypts the object", choose("SSE-KMS")),
      asked(`${title} (6/6)`, "Enter the ID or ARN of the KMS key", type("my-key")),
    ];
    await openBucket(window);
    await escapeEach(window, setup, start, questions);
    await start(window);
    await answer(window, questions.slice(0, 5));
    await window.question(`${title} (6/6)`, "Enter the ID or ARN of the KMS key");
    // Text that was typed but not accepted is kept too.
    await window.quickInput.locator("input.input").fill("my-key");
    await backTo(window, `${title} (5/6)`, "Choose how S3 encrypts the object", { row: "SSE-KMS" });
    await window.goBack();
    await window.question(`${title} (4/6)`, conditions);
    await window.quickInputRow("Encryption…").getByRole("checkbox", { checked: true }).waitFor();
    await window.goBack();
    await window.question(`${title} (3/6)`, "Choose the content type");
    await backTo(window, `${title} (2/6)`, "How long should the link be valid?", { row: "12 hours" });
    await backTo(window, `${title} (1/6)`, key, "drafts/steps.bin");
    await window.copied(async () => {
      for (const number of ["1/6", "2/6", "3/6", "4/6", "5/6"]) {
        await window.question(`${title} (${number})`, "");
        await enter(window);
      }
      await window.question(`${title} (6/6)`, "Enter the ID or ARN of the KMS key");
      assert.equal(await window.quickInput.locator("input.input").inputValue(), "my-key");
      await enter(window);
    });
    await window.toast(/^Copied the upload URL for steps\.bin\. .*\(12 hours\).*aws-kms-key-id: my-key/).waitFor();
  },
);

windowTest("Copy Presigned Upload URL…: removed conditions leave nothing in the link", async (window) => {
  const title = "Copy Presigned Upload URL · demo";
  const conditions = "Select conditions for the upload";
  const encryption: Act = async ({ page }) => {
    for (const key of ["ArrowDown", "ArrowDown", "Space", "Enter"]) await page.keyboard.press(key);
  };
  const type = "Choose the content type that the uploader must send";
  await openBucket(window);
  await byMenu("README.md", "Upload", "Copy Presigned Upload (PUT) URL…")(window);
  await answer(window, [
    asked(`${title} (1/4)`, "Enter the key under which the upload is stored", enter),
    asked(`${title} (2/4)`, "How long should the link be valid?", enter),
    asked(`${title} (3/4)`, type, choose("application/octet-stream")),
    asked(`${title} (4/4)`, conditions, encryption),
    asked(`${title} (5/5)`, "Choose how S3 encrypts the object", choose("SSE-KMS")),
  ]);
  await window.question(`${title} (6/6)`, "Enter the ID or ARN of the KMS key");
  await backTo(window, `${title} (5/6)`, "Choose how S3 encrypts the object", { row: "SSE-KMS" });
  await window.goBack();
  await window.question(`${title} (4/6)`, conditions);
  await backTo(window, `${title} (3/6)`, type, { row: "application/octet-stream" });
  await choose("Any")(window);
  await window.question(`${title} (4/5)`, conditions);
  await window.quickInputRow("Encryption…").getByRole("checkbox", { checked: true }).waitFor();
  const link = await window.copied(() => encryption(window));
  await window.toast(/^Copied the upload URL for README\.md\. .* The upload \(PUT\) requires no headers\./).waitFor();
  assert.match(link, /X-Amz-SignedHeaders=host(&|$)/);
});

windowTest("Export Presigned URLs…: the format is kept, and a custom expiry adds a question", async (window, setup) => {
  const start = byMenu("2026", "Share", "Export Presigned URLs…");
  const title = "Export Presigned URLs · demo";
  const questions = [
    asked(`${title} (1/2)`, "Choose an export format", choose("Clipboard")),
    asked(`${title} (2/2)`, "How long should the link be valid?", choose("Custom expiry…")),
    asked(`${title} (3/3)`, "Enter a duration (90m, 2d)", type("2h")),
  ];
  await openBucket(window);
  await escapeEach(window, setup, start, questions);
  await start(window);
  await answer(window, questions.slice(0, 2));
  await window.question(`${title} (3/3)`, "Enter a duration (90m, 2d)");
  await window.quickInput.locator("input.input").fill("2h");
  await backTo(window, `${title} (2/3)`, "How long should the link be valid?", { row: "Custom expiry…" });
  await backTo(window, `${title} (1/3)`, "Choose an export format", { row: "Clipboard" });
  await enter(window);
  await window.question(`${title} (2/3)`, "How long should the link be valid?");
  await enter(window);
  await window.question(`${title} (3/3)`, "Enter a duration (90m, 2d)");
  assert.equal(await window.quickInput.locator("input.input").inputValue(), "2h");
  await enter(window);
  await window.dialog("Export links to").waitFor();
  const links = await window.copied(() => enter(window));
  await window.toast("Copied 10 links, one per line.").waitFor();
  assert.ok(links.split("\n").every((link) => link.includes("X-Amz-Expires=7200&")));
});

windowTest(
  "Add Connection…: nothing is stored before the end, and temporary keys add a question",
  async (window, setup) => {
    const start = byPalette("Add Connection…");
    const titled = "Add Connection · MinIO";
    const keyId = "Access key ID. Leave empty to use other credentials, or none.";
    const questions = [
      asked("Add Connection (1/4)", "Choose a type of server", choose("MinIO")),
      asked(`${titled} (2/5)`, "Enter the endpoint of the server", type(setup.s3.endpoint)),
      asked(`${titled} (3/5)`, keyId, type("ASIATEMPORARY")),
      asked(`${titled} (4/6)`, "Secret access key", type(alice.secretAccessKey)),
      asked(`${titled} (5/6)`, "Session token", type("token")),
      asked(`${titled} (6/6)`, "Enter a name for the connection", type("Steps MinIO")),
    ];
    await openBucket(window);
    await escapeEach(window, setup, start, questions);
    await start(window);
    await answer(window, questions.slice(0, 5));
    await window.question(`${titled} (6/6)`, "Enter a name for the connection");
    await backTo(window, `${titled} (5/6)`, "Session token", "token");
    await backTo(window, `${titled} (4/6)`, "Secret access key", alice.secretAccessKey);
    assert.equal(await window.quickInput.locator("input.input").getAttribute("type"), "password");
    await backTo(window, `${titled} (3/6)`, keyId, "ASIATEMPORARY");
    await answer(window, [
      asked(`${titled} (3/6)`, keyId, type(alice.accessKeyId)),
      asked(`${titled} (4/5)`, "Secret access key", enter),
      asked(`${titled} (5/5)`, "Enter a name for the connection", type("Steps MinIO")),
    ]);
    // The new connection is expanded.
    await window.row("acme-reports").nth(1).waitFor();
    await byMenu("Steps MinIO", "Remove Connection…")(window);
    await window.answerDialog("Remove the connection “Steps MinIO”?", "Remove");
    await window.row("Steps MinIO").waitFor({ state: "hidden" });
  },
);

windowTest(
  "Add Connection…: the defaults of another server type replace defaults that were only accepted",
  async (window) => {
    const keyId = "Access key ID. Leave empty to use other credentials, or none.";
    await openBucket(window);
    await byPalette("Add Connection…")(window);
    await answer(window, [
      asked("Add Connection (1/4)", "Choose a type of server", choose("MinIO")),
      asked("Add Connection · MinIO (2/5)", "Enter the endpoint of the server", enter),
      asked("Add Connection · MinIO (3/5)", keyId, type("mine")),
    ]);
    await window.question("Add Connection · MinIO (4/5)", "Secret access key");
    await backTo(window, "Add Connection · MinIO (3/5)", keyId, "mine");
    await backTo(window, "Add Connection · MinIO (2/5)", "Enter the endpoint of the server", "http://localhost:9000");
    await backTo(window, "Add Connection (1/5)", "Choose a type of server", { row: "MinIO" });
    await choose("Ceph")(window);
    await window.question("Add Connection · Ceph (2/5)", "Enter the endpoint of the server");
    assert.equal(await window.quickInput.locator("input.input").inputValue(), "http://localhost:7480");
    await enter(window);
    await window.question("Add Connection · Ceph (3/5)", keyId);
    assert.equal(await window.quickInput.locator("input.input").inputValue(), "mine");
    await escapeKey(window);
  },
);

const byMenus: Pair[] = [
  {
    start: byMenu("README.md", "Copy to…"),
    questions: [
      asked("Copy s3://acme-reports/README.md · demo (1/2)", "Choose a destination", choose("eu-archive")),
      asked("Copy s3://acme-reports/README.md · demo (2/2)", "Choose a destination", enter),
    ],
    kept: { row: "eu-archive" },
  },
  {
    start: byMenu("README.md", "Move to…"),
    questions: [
      asked("Move s3://acme-reports/README.md · demo (1/2)", "Choose a destination", choose("Enter an S3 URI…")),
      asked("Move s3://acme-reports/README.md · demo (2/2)", "Enter an S3 URI. s3://bucket/folder/", enter),
    ],
    kept: { row: "Enter an S3 URI…" },
  },
  {
    start: byMenu("README.md", "Edit Properties…"),
    questions: [
      asked("Edit README.md · demo (1/2)", "Choose a property to edit", choose("Storage class")),
      asked("Edit README.md · demo (2/2)", "Choose a storage class", enter),
    ],
    kept: { row: "Storage class" },
  },
  {
    start: byMenu("demo", "Create Bucket…"),
    questions: [
      asked("Create Bucket · demo (1/2)", "Enter 3 to 63 lowercase letters", type("never-made")),
      asked("Create Bucket · demo (2/2)", "Enter the region of the bucket", enter),
    ],
    kept: "never-made",
  },
  {
    start: byMenu("cold.bin", "Restore from Archive…"),
    questions: [
      asked("Restore cold.bin · demo (1/2)", "Number of days to keep the restored copy", type("3")),
      asked("Restore cold.bin · demo (2/2)", "Choose a retrieval speed", enter),
    ],
    kept: "3",
  },
];

windowTest(
  "other commands that ask more than one question: Back keeps the answers, Escape changes nothing",
  async (window, setup) => {
    const bucket = setup.s3.store.get("acme-reports");
    bucket.put("cold.bin", "x", { "x-amz-storage-class": "GLACIER" }, new Date());
    await openBucket(window);
    await window.runCommand("S3 Presign: Refresh");
    await window.row("cold.bin").waitFor();
    await checkPairs(window, setup, byMenus);
    assert.equal(setup.s3.store.find("never-made"), undefined);
  },
);
