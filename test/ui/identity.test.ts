import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Locator } from "playwright-core";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { alice, bob } from "../support/s3Server/server.ts";
import { startCredentialServer } from "../support/servers/credentialServer.ts";
import type { Keys } from "../support/servers/s3Target.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { type Setup, useSetup } from "./setup.ts";

const windowTest = useSetup();
const SENTINEL = "what the user had copied before";

async function fill(window: Workbench, prompt: string, answer: string): Promise<void> {
  await window.prompt(prompt);
  await window.answer(answer);
}

async function choose(window: Workbench, prompt: string, label: string): Promise<void> {
  await window.prompt(prompt);
  await window.quickInputRow(label).click();
}

/** Dismisses the open prompt, after which there is no message. */
async function dismiss(window: Workbench): Promise<void> {
  await window.page.keyboard.press("Escape");
  await window.quickInput.waitFor({ state: "hidden" });
  assert.equal(await window.toasts.count(), 0);
}

type Step = [prompt: string, act: typeof fill, answer: string];

async function follow(window: Workbench, steps: Step[]): Promise<void> {
  for (const [prompt, act, answer] of steps) await act(window, prompt, answer);
}

/** Dismisses each prompt of a command once, after answering all prompts before it. */
async function escapeEach(window: Workbench, start: () => Promise<void>, steps: Step[]): Promise<void> {
  for (const [depth, [prompt]] of steps.entries()) {
    await start();
    await follow(window, steps.slice(0, depth));
    await window.prompt(prompt);
    await dismiss(window);
  }
}

async function credentialServices(
  setup: Setup,
  run: (issuer: Awaited<ReturnType<typeof startCredentialServer>>) => Promise<void>,
) {
  const issuer = await startCredentialServer(setup.s3);
  try {
    await run(issuer);
  } finally {
    await issuer.close();
  }
}

const connectionSteps = (name: string, endpoint: string, keys: Keys): Step[] => [
  ["Choose a type of server", choose, "MinIO"],
  ["Enter the endpoint of the server", fill, endpoint],
  ["Access key ID. Leave empty to use other credentials", fill, keys.accessKeyId],
  ["Secret access key", fill, keys.secretAccessKey],
  ["Enter a name for the connection", fill, name],
];

windowTest(
  "a connection can be added with its own keys, used, edited and removed by its name; Escape changes nothing",
  async (window, { s3 }) => {
    await window.openView("S3 Presign");
    const add = async () => {
      // A view's buttons are shown while the mouse is over it.
      await window.row("demo").hover();
      await window.clickInTitle("Add Connection…");
    };
    const mine = connectionSteps("My MinIO", s3.endpoint, alice);
    await escapeEach(window, add, mine);
    assert.equal(await window.rows().count(), 2);
    await add();
    await follow(window, mine.slice(0, 1));
    await fill(window, "Enter the endpoint of the server", "localhost:9000");
    await window.quickInput.getByText("The endpoint “localhost:9000” of MinIO is not a URL.").waitFor();
    await window.answer(s3.endpoint);
    await follow(window, mine.slice(2, -1));
    await fill(window, "Enter a name for the connection", "demo");
    await window.quickInput.getByText("A profile or connection named “demo” already exists.").waitFor();
    await window.answer("My MinIO");
    // The new connection is expanded.
    await window.expand("acme-reports");
    await window.openContextMenu(window.row("README.md"));
    await window.chooseMenuItem("Copy Link");
    await window.toast(/^Copied a link to README\.md\..*Profile: My MinIO\. Recipients outside/).waitFor();
    assert.match((await rawRequest(await window.clipboard())).body.toString(), /^# Reports/);
    await window.clearToasts();

    const edit = async () => {
      await window.row("My MinIO").click();
      await window.openContextMenu(window.row("My MinIO"));
      await window.chooseMenuItem("Edit Connection…");
    };
    const renaming: Step[] = [
      ["Choose what to change", choose, "Name"],
      ["Enter a name for the connection", fill, "Partner MinIO"],
    ];
    await escapeEach(window, edit, renaming);
    await window.row("My MinIO").waitFor();
    await edit();
    await follow(window, renaming);
    await window.row("My MinIO").waitFor({ state: "hidden" });
    // The tree takes the focus when it shows the connection again.
    await window.focused("Partner MinIO").waitFor();
    await window.row("acme-reports").waitFor();

    await window.openContextMenu(window.row("Partner MinIO"));
    await window.chooseMenuItem("Remove Connection…");
    await window.dialog("Remove the connection “Partner MinIO”?").waitFor();
    await window.page.keyboard.press("Escape");
    await window.dialog("Remove the connection").waitFor({ state: "hidden" });
    await window.openContextMenu(window.row("Partner MinIO"));
    await window.chooseMenuItem("Remove Connection…");
    await window.answerDialog("Remove the connection “Partner MinIO”?", "Remove");
    await window.row("Partner MinIO").waitFor({ state: "hidden" });
  },
);

windowTest(
  "a bucket that is accessible but not listed can be added by name, and opened through its link",
  async (window, setup) => {
    const { s3 } = setup;
    const user = s3.users.find(({ accessKeyId }) => accessKeyId === alice.accessKeyId) as typeof alice;
    user.denied = ["s3:ListAllMyBuckets"];
    try {
      await window.openView("S3 Presign");
      await window.row("demo").waitFor();
      const byPalette = (title: string) => () => window.runCommand(`S3 Presign: ${title}`);
      const place: Step = ["Enter a bucket name, s3://bucket/key, an ARN, or a link to S3", fill, "acme-reports"];
      const through: Step = ["Choose a profile", choose, "demo"];
      await escapeEach(window, byPalette("Go to Bucket, Prefix, or Link…"), [place, through]);
      await escapeEach(window, byPalette("Pin to Top"), [place, through]);
      const bucket: Step[] = [
        ["Choose a profile", choose, "demo"],
        ["Enter a bucket name", fill, "eu-archive"],
      ];
      await escapeEach(window, byPalette("Add Bucket…"), bucket);
      await escapeEach(window, byPalette("Edit Connection…"), [["Choose a connection", choose, ""]]);
      await escapeEach(window, byPalette("Remove Connection…"), [["Choose a connection", choose, ""]]);
      assert.equal(await window.rows().count(), 2);
      await window.row("demo").click();
      const notice = window.rows().filter({ hasText: "Add buckets by name, or use a profile with" });
      await notice.waitFor();
      await notice.click();
      await fill(window, "Enter a bucket name", "s3://no-such-bucket-here");
      await window.toast("Bucket no-such-bucket-here does not exist").waitFor();
      await notice.click();
      await fill(window, "Enter a bucket name", "eu-archive");
      await window.expand("eu-archive", "2019");
      await window.openContextMenu(window.row("ledger.csv"));
      await window.chooseMenuItem("Copy Link");
      await window.toast("Copied a link to ledger.csv").waitFor();
      const link = await window.clipboard();
      assert.equal((await rawRequest(link)).status, 200);

      const deep = link.replace(/\/eu-archive\/.*/, "/acme-reports/2026/q3/figures.csv");
      await window.setClipboard(deep);
      await window.clickInTitle("Go to Bucket, Prefix, or Link…");
      await window.prompt("Enter a bucket name, s3://bucket/key, an ARN, or a link to S3");
      await window.page.keyboard.press("Enter");
      await window.focused("figures.csv").waitFor();

      for (const bucket of ["eu-archive", "acme-reports"]) {
        await window.openContextMenu(window.row(bucket));
        await window.chooseMenuItem("Remove Bucket from Tree");
        await window.row(bucket).waitFor({ state: "hidden" });
      }
    } finally {
      delete user.denied;
    }
  },
  // The tree knows no bucket yet, so commands ask for a profile.
  { newWindow: true },
);

windowTest(
  "when keys change in the file, the tree shows the other account automatically",
  async (window, { s3, home }) => {
    s3.store.create("bobs-own", { owner: bob.accountId });
    await window.openView("S3 Presign");
    await window.expand("demo");
    await window.row("acme-reports").waitFor();
    home.write([{ name: "demo", endpoint: s3.endpoint, keys: bob }]);
    await window.row("partner").waitFor({ state: "hidden" });
    await window.row("demo").click();
    await window.row("bobs-own").waitFor();
    await window.row("acme-reports").waitFor({ state: "hidden" });
  },
  { newWindow: true },
);

windowTest(
  "after an expired sign-in, one click opens a terminal, and the tree reloads automatically",
  (window, setup) =>
    credentialServices(setup, async (issuer) => {
      const { home, s3 } = setup;
      home.writeConfig(`[services loopback]\ns3 =\n  endpoint_url = ${s3.endpoint}\nsso =\n  endpoint_url = ${issuer.endpoint}
[profile work]\nservices = loopback\nregion = us-east-1\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = reader
[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.example.com/start\n`);
      await window.openView("S3 Presign");
      await window.row("work").click();
      const notice = window.rows().filter({ hasText: "Sign in again with “aws sso login --profile work”" });
      await notice.waitFor();
      await notice.click();
      await window.page.locator(".part.panel").getByText("Sign In: work").first().waitFor();
      const token = { accessToken: issuer.accessToken, expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
      const file = join(home.path, ".aws", "sso", "cache", `${createHash("sha1").update("corp").digest("hex")}.json`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(token));
      await window.row("acme-reports").waitFor();
    }),
);

windowTest(
  "a 15-minute role behind an MFA device: code, expiry prompt, other credentials, and shared links",
  (window, setup) =>
    credentialServices(setup, async (issuer) => {
      const { home, s3 } = setup;
      issuer.sessionSeconds = 900;
      const role = "arn:aws:iam::111122223333:role/reader";
      const mfa = "arn:aws:iam::111122223333:mfa/me";
      issuer.roles = { [role]: { mfa } };
      const assumed = () => issuer.asked.filter((what) => what === "AssumeRole reader").length;
      appendFileSync(
        home.config,
        `[services loopback]\ns3 =\n  endpoint_url = ${s3.endpoint}\nsts =\n  endpoint_url = ${issuer.endpoint}
[profile role]\nservices = loopback\nregion = us-east-1\nrole_arn = ${role}\nsource_profile = demo\nmfa_serial = ${mfa}\n`,
      );
      await window.openView("S3 Presign");
      await window.row("role").click();
      await window.prompt("Enter the code that");
      await dismiss(window);
      await window.row("Canceled. Click to try again.").click();
      await fill(window, "Enter the code that", "123456");
      await window.expand("acme-reports");
      assert.equal(assumed(), 1, "the code is requested once");
      await window.setClipboard(SENTINEL);
      const options = async () => {
        await window.openContextMenu(window.row("README.md"));
        await window.chooseMenuItem("Copy Link with Options…");
        await window.prompt("The credentials expire in 1");
        await window.prompt("Copy Link with Options · role (111122223333)");
      };
      const way = (label: string) => window.quickInputRow(label).click();
      await options();
      assert.equal((await window.quickInput.getByText("only until").count()) > 2, true);
      await way("Renew the credentials");
      await window.prompt("Enter the code that");
      await dismiss(window);
      assert.equal(await window.clipboard(), SENTINEL);

      await options();
      await way("Renew the credentials");
      await fill(window, "Enter the code that", "123456");
      await window.prompt("The credentials expire in 1");
      assert.equal(assumed(), 2);
      await way("Sign with another profile…");
      await window.prompt("Choose a profile");
      await dismiss(window);
      assert.equal(await window.clipboard(), SENTINEL);

      await options();
      await way("Sign with another profile…");
      await choose(window, "Choose a profile", "demo");
      await window.prompt("Copy Link with Options · demo");
      const copy = async () => {
        await window.quickInputRow("12 hours").click();
        await choose(window, "Choose how the browser handles the object", "As stored");
        await choose(window, "Choose the content type of the response", "As stored");
      };
      const byDemo = await window.copied(copy);
      assert.ok(byDemo.includes(alice.accessKeyId) && !byDemo.includes("X-Amz-Security-Token"));
      await window.toast(/Copied a link to README\.md\. .*\(12 hours\)\. Profile: demo\./).waitFor();

      await options();
      assert.match(await window.copied(copy), /X-Amz-Security-Token=/);
      await window
        .toast(/Copied a link to README\.md\. .*\(1[45] minutes.*\)\. Profile: role \(111122223333\)\./)
        .waitFor();
      const requests = [s3.requests.length, issuer.asked.length];
      await window.row("README.md").hover();
      await window.copied(() => window.row("README.md").getByRole("button", { name: "Copy Link" }).click());
      assert.deepEqual([s3.requests.length, issuer.asked.length], requests, "copying asks for nothing");
      await window.expandSection("Shared Links");
      const shared = window.page.locator(".pane").filter({ hasText: "Shared Links" }).locator(".monaco-list-row");
      await shared.filter({ hasText: "README.md" }).nth(2).waitFor();
      assert.equal(
        await shared
          .filter({ hasText: /1[45] minutes left · acme-reports · GetObject · role \(111122223333\)/ })
          .count(),
        2,
      );
      assert.equal(
        await shared.filter({ hasText: /1[12] hours.* left · acme-reports · GetObject · demo$/ }).count(),
        1,
      );
    }),
);

/** Connects both profiles to a server whose accounts an STS returns. */
function useAccounts({ home, s3 }: Setup, issuer: { endpoint: string }): void {
  home.writeConfig(
    `[services loopback]\ns3 =\n  endpoint_url = ${s3.endpoint}\nsts =\n  endpoint_url = ${issuer.endpoint}
[profile demo]\nservices = loopback\nregion = us-east-1\n[profile partner]\nservices = loopback\nregion = us-east-1\n`,
  );
}

/** Waits until these rows come directly below the first profile, in this order. */
async function top(window: Workbench, ...labels: string[]): Promise<void> {
  for (const [at, label] of labels.entries()) {
    await window
      .row(label)
      .and(window.page.locator(`[data-index="${at + 1}"]`))
      .waitFor();
  }
}

async function choosePin(window: Workbench, label: string, item: string): Promise<void> {
  await window.openContextMenu(window.row(label));
  await window.chooseMenuItem(item);
}

/** Pins the bucket odd-names and the folder acme-reports/2026/q3/, and returns the row of the folder. */
async function pinTwo(window: Workbench): Promise<Locator> {
  await window.openView("S3 Presign");
  await window.expand("demo");
  // The account arrives after the buckets, and its profile is then redrawn.
  await window.rows().filter({ hasText: alice.accountId }).waitFor();
  await choosePin(window, "odd-names", "Pin to Top");
  await top(window, "odd-names", "acme-reports");
  await window.expand("acme-reports", "2026");
  await choosePin(window, "q3", "Pin to Top");
  await top(window, "odd-names", "q3", "acme-reports");
  return window.rows().filter({ hasText: "q3acme-reports/2026" });
}

windowTest(
  "pinned items are at the top, also after a reload",
  (window, setup) =>
    credentialServices(setup, async (issuer) => {
      useAccounts(setup, issuer);
      const pinned = await pinTwo(window);
      await pinned.click();
      await window.row("figures.csv").waitFor();
      await window.openContextMenu(window.row("figures.csv"));
      const uri = await window.copied(() => window.chooseMenuItem("Copy", "Copy S3 URI"));
      assert.equal(uri, "s3://acme-reports/2026/q3/figures.csv");

      await window.page.reload();
      await window.openView("S3 Presign");
      await window.expand("demo");
      await pinned.waitFor();
      await top(window, "odd-names", "q3");
      await pinned.hover();
      await pinned.getByRole("button", { name: "Unpin" }).click();
      await pinned.waitFor({ state: "hidden" });
      await choosePin(window, "odd-names", "Unpin");
      await top(window, "acme-reports", "empty-bucket");
    }),
  { newWindow: true },
);

windowTest(
  "pinned items belong to one account of one profile",
  (window, setup) =>
    credentialServices(setup, async (issuer) => {
      const { home } = setup;
      useAccounts(setup, issuer);
      const pinned = await pinTwo(window);
      await window.expand("partner");
      await window.row("partner-drop").waitFor();
      assert.equal(await pinned.count(), 1, "another profile has its own pins");

      const keysOf = (name: string, keys: Keys) =>
        `[${name}]\naws_access_key_id = ${keys.accessKeyId}\naws_secret_access_key = ${keys.secretAccessKey}\n`;
      home.writeCredentials(keysOf("demo", bob) + keysOf("partner", bob));
      await window.row("acme-reports").waitFor({ state: "hidden" });
      await window.expand("demo");
      await window.row("partner-drop").nth(1).waitFor();
      await pinned.waitFor({ state: "hidden" });
      home.writeCredentials(keysOf("demo", alice) + keysOf("partner", bob));
      await window.row("partner-drop").nth(1).waitFor({ state: "hidden" });
      await window.expand("demo");
      await pinned.waitFor();
      await choosePin(window, "odd-names", "Unpin");
      await top(window, "q3", "acme-reports");
      await pinned.hover();
      await pinned.getByRole("button", { name: "Unpin" }).click();
      await pinned.waitFor({ state: "hidden" });
    }),
  { newWindow: true },
);
