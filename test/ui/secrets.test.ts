import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { filesBelow, leaksBelow, leaksIn, type Secrets } from "../support/checks/leaks.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { alice } from "../support/s3Server/server.ts";
import type { S3User } from "../support/s3Server/sigV4.ts";
import { startCredentialServer } from "../support/servers/credentialServer.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { listFolder } from "./fileDialog.ts";
import { FormPage } from "./formPage.ts";
import { type Setup, useSetup } from "./setup.ts";

const windowTest = useSetup({ logLevel: "trace" });
const scratch = scratchFolder("secrets");

/** Text with characters that each encoding writes differently, too unusual to occur by chance. */
const secrets: Secrets = {
  "the profile's secret key": "profile/Marker+Secret=Key&1%zzzzzzzzzzzz",
  "the profile's session token": "profile/Marker+Session=Token&1==%zzzzzzz",
  "the connection's secret key": 'connection/Marker+Secret="Key"&2%zzzzzz',
  "the connection's session token": 'connection/Marker+Session="Token"&2==%z',
  "the program's secret key": 'program/Marker+Secret="Key"&3%zzzzzzzzzzz',
  "the program's session token": 'program/Marker+Session="Token"&3==%zzzzz',
  "the output of a broken program": "broken/Marker+Output&4%zzzzzzzzzzzzzzzzz",
  "the error output of a failing program": "failing/Marker+Complaint&5%zzzzzzzzzzzz",
  "a secret key that S3 rejects": "refused/Marker+Secret=Key&6%zzzzzzzzzzzz",
  "an encryption key": "customer/Marker+Key&7%zzzzzzzzzz",
  "an MFA code": "739184",
};
const secret = (name: keyof typeof secrets) => secrets[name] as string;

function user(accessKeyId: string, of: string): S3User {
  return {
    accountId: alice.accountId,
    accessKeyId,
    secretAccessKey: secret(`${of} secret key`),
    sessionToken: secret(`${of} session token`),
  };
}
const USERS = {
  profile: user("ASIAPROFILEPROFILE01", "the profile's"),
  connection: user("ASIACONNECTIONCONN01", "the connection's"),
  program: user("ASIAPROGRAMPROGRAM01", "the program's"),
};
const ROLE = "arn:aws:iam::111122223333:role/reader";
const MFA = "arn:aws:iam::111122223333:mfa/me";

/** Profiles with every source of credentials, two of which fail. */
function arrange({ s3, home }: Setup, sts: string): void {
  s3.users.push(...Object.values(USERS));
  const script = (name: string, text: string) => {
    const file = join(home.path, name);
    writeFileSync(file, text);
    return file;
  };
  const { accessKeyId, secretAccessKey, sessionToken } = USERS.program;
  const printed = {
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
  };
  const programs = {
    program: `cat ${script("program.json", JSON.stringify(printed))}`,
    broken: `cat ${script("broken.txt", secret("the output of a broken program"))}`,
    failing: `sh ${script("failing.sh", `echo '${secret("the error output of a failing program")}' >&2; exit 3`)}`,
  };
  const section = (name: string, lines: string) => `[profile ${name}]\nservices = here\nregion = us-east-1\n${lines}\n`;
  home.writeConfig(
    [
      `[services here]\ns3 =\n  endpoint_url = ${s3.endpoint}\nsts =\n  endpoint_url = ${sts}\n`,
      section("demo", ""),
      section("refused", ""),
      section("role", `role_arn = ${ROLE}\nsource_profile = demo\nmfa_serial = ${MFA}`),
      ...Object.entries(programs).map(([name, command]) => section(name, `credential_process = ${command}`)),
    ].join(""),
  );
  const keys = (name: string, id: string, key: string, token = "") =>
    `[${name}]\naws_access_key_id = ${id}\naws_secret_access_key = ${key}\n${token && `aws_session_token = ${token}\n`}`;
  const { profile } = USERS;
  home.writeCredentials(
    keys("demo", profile.accessKeyId, profile.secretAccessKey, profile.sessionToken) +
      keys("refused", alice.accessKeyId, secret("a secret key that S3 rejects")),
  );
}

const choose = async (window: Workbench, prompt: string, label: string) => {
  await window.prompt(prompt);
  await window.quickInputRow(label).click();
};
const fill = async (window: Workbench, prompt: string, text: string) => {
  await window.prompt(prompt);
  await window.answer(text);
};

async function addConnection(window: Workbench, endpoint: string): Promise<void> {
  await window.row("demo").hover();
  await window.clickInTitle("Add Connection…");
  await choose(window, "Choose a type of server", "MinIO");
  await fill(window, "Enter the endpoint of the server", endpoint);
  const { accessKeyId, secretAccessKey, sessionToken = "" } = USERS.connection;
  await fill(window, "Access key ID", accessKeyId);
  await fill(window, "Secret access key", "mistyped");
  await fill(window, "Session token", sessionToken);
  await fill(window, "Enter a name for the connection", "own");
  await choose(window, "rejected the signature of connection own", "Secret access key");
  await fill(window, "Secret access key", secretAccessKey);
  // Until its buckets are visible, the rows below may still move.
  await window.row("acme-reports").waitFor();
  await collapse(window, "own");
}

async function collapse(window: Workbench, label: string): Promise<void> {
  await window.row(label).click();
  await window.row(label).and(window.page.locator('[aria-expanded="false"]')).waitFor();
}

/** Each link handed out, copied from the one place that contains it. */
async function copyLink(window: Workbench): Promise<string> {
  const link = await window.copied(async () => {
    await window.openContextMenu(window.row("README.md"));
    await window.chooseMenuItem("Copy Link");
  });
  assert.match(link, /X-Amz-Signature=[0-9a-f]{64}/);
  return link;
}

async function signWithCustomerKey(window: Workbench): Promise<string> {
  await window.openContextMenu(window.row("README.md"));
  await window.chooseMenuItem("Share", "Presign an S3 Operation…");
  const form = new FormPage(window);
  await form.page
    .getByText(/^Valid until/)
    .first()
    .waitFor();
  const adder = form.page.locator("vscode-tab-panel .field:not([data-path])").last();
  await adder.locator("input.combobox-input").fill("SSECustomerKey");
  await adder.getByRole("option", { name: "SSECustomerKey", exact: true }).click();
  await form.field("SSECustomerKey").locator("input, textarea").last().fill(secret("an encryption key"));
  await form.page.getByRole("heading", { name: "Headers", exact: false }).first().waitFor();
  return window.copied(() => form.page.getByRole("button", { name: "Copy URL" }).click());
}

async function copyForm(window: Workbench): Promise<string> {
  await window.openContextMenu(window.row("acme-reports"));
  await window.chooseMenuItem("Upload", "Create Upload Form (Presigned POST)…");
  const form = new FormPage(window);
  await form.page
    .getByText(/^Valid until/)
    .first()
    .waitFor();
  const page = await window.copied(() => form.page.getByRole("button", { name: "Copy", exact: true }).first().click());
  assert.match(page, /name="x-amz-signature" value="[0-9a-f]{64}"/);
  return page;
}

async function exportLinks(window: Workbench): Promise<string> {
  const file = join(scratch.path, "links.csv");
  writeFileSync(join(scratch.path, "existing.txt"), "");
  await window.openContextMenu(window.row("acme-reports"));
  await window.chooseMenuItem("Share", "Export Presigned URLs…");
  await window.quickInputRow("Spreadsheet").click();
  await window.quickInputRow("1 hour").click();
  await window
    .dialog(/Export links to/)
    .getByRole("button", { name: "Export" })
    .click();
  await listFolder(window, scratch.path, "existing.txt");
  await window.answer(file);
  await window.toast(/^Exported \d+ links to/).waitFor();
  return readFileSync(file, "utf8");
}

/** Uses every feature that handles secrets. @returns what it handed out, and what was visible */
async function drive(window: Workbench, { s3 }: Setup): Promise<{ handedOut: string[]; seen: string[] }> {
  const seen: string[] = [];
  window.page.on("console", (message) => seen.push(message.text()));
  window.page.on("pageerror", (error) => seen.push(error.stack ?? error.message));
  const look = async () => {
    seen.push(...(await Promise.all(window.page.frames().map((frame) => frame.content()))));
  };
  await window.openView("S3 Presign");
  await addConnection(window, s3.endpoint);
  for (const profile of ["broken", "failing", "refused"]) {
    await window.row(profile).click();
    await window
      .rows()
      .filter({ hasText: new RegExp(profile) })
      .nth(1)
      .waitFor();
    await window.row(profile).click();
  }
  await look();
  const links: string[] = [];
  for (const profile of ["own", "program", "role"]) {
    await window.row(profile).click();
    if (profile === "role") await fill(window, "Enter the code that", secret("an MFA code"));
    await window.expand("acme-reports");
    links.push(await copyLink(window));
    await collapse(window, "acme-reports");
    await collapse(window, profile);
  }
  await window.expand("demo", "acme-reports");
  links.push(await copyLink(window), await signWithCustomerKey(window));
  await window.openContextMenu(window.row("README.md"));
  await window.chooseMenuItem("Share", "Show Link as QR Code");
  await window.webview().getByRole("img", { name: "QR code: README.md" }).waitFor();
  const handedOut = [...links, await copyForm(window), await exportLinks(window)];
  await look();
  return { handedOut, seen };
}

/** The state that VS Code stores for extensions, written when a window closes. */
async function storedAfterReload(window: Workbench): Promise<string> {
  await window.page.reload();
  await window.page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: 60_000 });
  await window.page.getByRole("button", { name: "Shared Links Section" }).click();
  await window.page.locator(".monaco-list-row", { hasText: "README.md" }).first().waitFor();
  return window.stored();
}

windowTest(
  "after every use of secrets, at log level trace, none of them is stored or logged anywhere",
  async (window, setup) => {
    const { s3, home, vscode } = setup;
    const logs = () => filesBelow(vscode.folder).filter((file) => basename(file) === "S3 Presign.log");
    const earlier = logs();
    const issuer = await startCredentialServer(s3);
    try {
      issuer.roles = { [ROLE]: { mfa: MFA, code: secret("an MFA code") } };
      arrange(setup, issuer.endpoint);
      const { handedOut, seen } = await drive(window, setup);
      const kept = await storedAfterReload(window);
      for (const { accessKeyId, secretAccessKey, sessionToken } of s3.users) {
        secrets[`the secret key of ${accessKeyId}`] = secretAccessKey;
        if (sessionToken) secrets[`the session token of ${accessKeyId}`] = sessionToken;
      }

      // The search covers the right files, and finds the secrets that must be in them.
      const own = logs().filter((log) => !earlier.includes(log));
      const texts = own.map((log) => readFileSync(log, "utf8"));
      const use = /GetObject demo signed until[\s\S]*PostObject demo signed until/;
      assert.ok(
        texts.some((text) => use.test(text)),
        `no log of this window has its use: ${texts.join("\n")}`,
      );
      assert.ok(
        kept.includes("copyPresignedUrl") && kept.includes(USERS.connection.accessKeyId),
        "the ledger is stored",
      );
      for (const text of handedOut) assert.match(text, /x-amz-signature(=|" value=")[0-9a-f]{64}/i);
      assert.ok(leaksBelow(home.path, secrets).length > 5, "the credentials files that profiles use");

      assert.deepEqual(leaksIn(kept, secrets), [], "VS Code's storage");
      assert.deepEqual(leaksBelow(vscode.folder, secrets), [], "files");
      assert.deepEqual(leaksIn(vscode.printed(), secrets), [], "VS Code's output");
      // Text entered in a form and the link that it shows are intentionally visible.
      const shown = [
        "an encryption key",
        "signature",
        ...Object.keys(secrets).filter((name) => /session token/.test(name)),
      ];
      const unseen = seen.flatMap((text) => leaksIn(text, secrets)).filter((name) => !shown.includes(name));
      assert.deepEqual(unseen, [], "the window");
    } finally {
      await issuer.close();
    }
  },
  // Another file may have left its window.
  { newWindow: true },
);
