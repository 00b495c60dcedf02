import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { startCredentialServer } from "../support/credentialServer.ts";
import { rawRequest } from "../support/rawRequest.ts";
import { alice, bob } from "../support/s3Server/server.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { type Desk, readmePicture, useDesk } from "./desk.ts";

const windowTest = useDesk();
const SECRET = alice.secretAccessKey;

async function fill(window: Workbench, prompt: string, answer: string): Promise<void> {
  await window.prompt(prompt);
  await window.answer(answer);
}

async function choose(window: Workbench, prompt: string, label: string): Promise<void> {
  await window.prompt(prompt);
  await window.quickInputRow(label).click();
}

/** What the window shows, to be looked at. */
const look = (window: Workbench, name: string) => readmePicture(window, `identity/${name}`);

async function credentialServices(
  desk: Desk,
  run: (issuer: Awaited<ReturnType<typeof startCredentialServer>>) => Promise<void>,
) {
  const issuer = await startCredentialServer(desk.s3);
  try {
    await run(issuer);
  } finally {
    await issuer.close();
  }
}

windowTest(
  "a connection: added with its own keys, shared from, edited, and removed by its name",
  async (window, { s3 }) => {
    await window.openView("S3 Presign");
    // A view's buttons show while the mouse is over it.
    await window.row("demo").hover();
    await window.page.getByRole("button", { name: "Add Connection…" }).click();
    await choose(window, "Which kind of server?", "MinIO");
    await fill(window, "A name for the connection", "demo");
    await window.quickInput.getByText("There is another profile or connection named “demo”.").waitFor();
    await window.answer("My MinIO");
    await fill(window, "The address of the server", "localhost:9000");
    await window.quickInput.getByText("The endpoint “localhost:9000” of My MinIO is not a URL.").waitFor();
    await look(window, "endpoint.en");
    await window.answer(s3.endpoint);
    await fill(window, "The region, such as us-east-1", "us-east-1");
    await choose(window, "How does the server take", "Path style");
    await choose(window, "Where do the credentials come from?", "Keys of its own");
    await fill(window, "Access key id", alice.accessKeyId);
    await fill(window, "Secret access key", SECRET);
    await fill(window, "Session token", "");
    await window.expand("My MinIO", "acme-reports");
    await window.openContextMenu(window.row("README.md"));
    await window.chooseMenuItem("Copy Presigned URL");
    await window.toast(/^Copied the link to README\.md\..*Profile: My MinIO\.$/).waitFor();
    assert.match((await rawRequest(await window.clipboard())).body.toString(), /^# Reports/);

    await window.row("My MinIO").click();
    await window.openContextMenu(window.row("My MinIO"));
    await look(window, "connectionMenu.en");
    await window.chooseMenuItem("Edit Connection…");
    await fill(window, "A name for the connection", "Partner MinIO");
    await fill(window, "The address of the server", s3.endpoint);
    await fill(window, "The region, such as us-east-1", "us-east-1");
    await choose(window, "How does the server take", "Path style");
    await choose(window, "Where do the credentials come from?", "Keys of its own");
    await fill(window, "Access key id; empty to keep", bob.accessKeyId);
    await fill(window, "Secret access key", bob.secretAccessKey);
    await fill(window, "Session token", "");
    await window.row("Partner MinIO").waitFor();
    await window.row("My MinIO").waitFor({ state: "hidden" });

    await window.openContextMenu(window.row("Partner MinIO"));
    await window.chooseMenuItem("Remove Connection…");
    const dialog = window.page.locator(".monaco-dialog-box");
    await dialog.getByText("Remove the connection “Partner MinIO”?").waitFor();
    await look(window, "remove.en");
    await window.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await window.openContextMenu(window.row("Partner MinIO"));
    await window.chooseMenuItem("Remove Connection…");
    await dialog.getByRole("button", { name: "Remove" }).click();
    await window.row("Partner MinIO").waitFor({ state: "hidden" });
  },
);

windowTest("a bucket that may be used and not listed: added by name, and gone to by its link", async (window, desk) => {
  const { s3 } = desk;
  const user = s3.users.find(({ accessKeyId }) => accessKeyId === alice.accessKeyId) as typeof alice;
  user.denied = ["s3:ListAllMyBuckets"];
  try {
    await window.openView("S3 Presign");
    await window.row("demo").click();
    const notice = window.rows().filter({ hasText: "Add the buckets that you may use by their names" });
    await notice.waitFor();
    await look(window, "denied.en");
    await notice.click();
    await fill(window, "The bucket's name", "s3://no-such-bucket-here");
    await window.toast("Bucket no-such-bucket-here does not exist").waitFor();
    await notice.click();
    await fill(window, "The bucket's name", "eu-archive");
    await window.expand("eu-archive", "2019");
    await window.openContextMenu(window.row("ledger.csv"));
    await window.chooseMenuItem("Copy Presigned URL");
    await window.toast("Copied the link to ledger.csv").waitFor();
    const link = await window.clipboard();
    assert.equal((await rawRequest(link)).status, 200);

    const deep = link.replace(/\/eu-archive\/.*/, "/acme-reports/2026/q3/figures.csv");
    await window.setClipboard(deep);
    await window.page.getByRole("button", { name: "Go to Bucket, Prefix or Link…" }).click();
    await window.prompt("A bucket, s3://bucket/key, an ARN, or any link to S3");
    await look(window, "goTo.en");
    await window.page.keyboard.press("Enter");
    await window.focused("figures.csv").waitFor();

    await window.openContextMenu(window.row("eu-archive"));
    await window.chooseMenuItem("Remove Bucket from Tree");
    await window.row("eu-archive").waitFor({ state: "hidden" });
  } finally {
    delete user.denied;
  }
});

windowTest("keys that change in the file: the tree shows the other account by itself", async (window, { s3, home }) => {
  s3.store.create("bobs-own", { owner: bob.accountId });
  await window.openView("S3 Presign");
  await window.expand("demo");
  await window.row("acme-reports").waitFor();
  home.write([{ name: "demo", endpoint: s3.endpoint, keys: bob }]);
  await window.row("partner").waitFor({ state: "hidden" });
  await window.row("demo").click();
  await window.row("bobs-own").waitFor();
  await window.row("acme-reports").waitFor({ state: "hidden" });
});

windowTest(
  "a sign-in that has expired: one click opens a terminal, and the tree comes back by itself",
  (window, desk) =>
    credentialServices(desk, async (issuer) => {
      const { home, s3 } = desk;
      home.writeConfig(`[services loopback]\ns3 =\n  endpoint_url = ${s3.endpoint}\nsso =\n  endpoint_url = ${issuer.endpoint}
[profile work]\nservices = loopback\nregion = us-east-1\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = reader
[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.example.com/start\n`);
      await window.openView("S3 Presign");
      await window.row("work").click();
      const notice = window.rows().filter({ hasText: "Sign in again with “aws sso login --profile work”" });
      await notice.waitFor();
      await notice.click();
      await window.page.locator(".part.panel").getByText("Sign In: work").first().waitFor();
      await look(window, "signIn.en");
      const token = { accessToken: issuer.accessToken, expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
      const file = join(home.path, ".aws", "sso", "cache", `${createHash("sha1").update("corp").digest("hex")}.json`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(token));
      await window.row("acme-reports").waitFor();
    }),
);

for (const [language, words] of Object.entries({
  en: {
    code: "The code that",
    options: "Copy Presigned URL…",
    ends: "The credentials end in",
    renew: "Renew the credentials",
    only: "only until",
  },
  ko: {
    code: "기기에 지금 표시된 코드",
    options: "미리 서명된 URL 복사…",
    ends: "자격 증명이",
    renew: "자격 증명 갱신",
    only: "까지만",
  },
})) {
  const title = `a role of 15 minutes behind an MFA device: the code is asked for once, the expiry prompt tells the end: ${language}`;
  const run = (window: Workbench, desk: Desk) =>
    credentialServices(desk, async (issuer) => {
      const { home, s3 } = desk;
      issuer.sessionSeconds = 900;
      const role = "arn:aws:iam::111122223333:role/reader";
      const mfa = "arn:aws:iam::111122223333:mfa/me";
      issuer.roles = { [role]: { mfa } };
      appendFileSync(
        home.config,
        `[services loopback]\ns3 =\n  endpoint_url = ${s3.endpoint}\nsts =\n  endpoint_url = ${issuer.endpoint}
[profile role]\nservices = loopback\nregion = us-east-1\nrole_arn = ${role}\nsource_profile = demo\nmfa_serial = ${mfa}\n`,
      );
      await window.openView("S3 Presign");
      await window.row("role").click();
      await window.prompt(words.code);
      await look(window, `mfa.${language}`);
      await window.answer("123456");
      await window.expand("acme-reports");
      await window.openContextMenu(window.row("README.md"));
      await window.chooseMenuItem(words.options);
      await window.prompt(words.ends);
      await look(window, `ends.${language}`);
      assert.equal((await window.quickInput.getByText(words.only).count()) > 2, true);
      await window.page.keyboard.press("Escape");
      assert.equal(issuer.asked.filter((what) => what === "AssumeRole reader").length, 1);
    });
  windowTest(title, run, language === "ko" ? { language } : {});
}
