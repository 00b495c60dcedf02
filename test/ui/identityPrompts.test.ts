import { appendFileSync, readFileSync } from "node:fs";
import { alice } from "../support/s3Server/server.ts";
import { startCredentialServer } from "../support/servers/credentialServer.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { readmePicture, type Setup, useSetup } from "./setup.ts";

/**
 * Each prompt and notice about identity in both languages, as pictures for review: `.vscode-test/pictures/identity/`.
 */
const windowTest = useSetup();
const json = (file: string): Record<string, string> => JSON.parse(readFileSync(file, "utf8"));
const korean = json("l10n/bundle.l10n.ko.json");

for (const language of ["en", "ko"] as const) {
  const manifest = json(language === "ko" ? "package.nls.ko.json" : "package.nls.json");
  /** The part of a sentence before its first placeholder. */
  const t = (english: string) => (((language === "ko" && korean[english]) || english).split("{0}")[0] as string).trim();

  const tour = async (window: Workbench, setup: Setup) => {
    const issuer = await startCredentialServer(setup.s3);
    try {
      addProfiles(setup, issuer.endpoint);
      issuer.sessionSeconds = 900;
      await window.openView("S3 Presign");
      await window.widenSideBar(380);
      for (const see of [places, signIn, role, token, clock, connection])
        await see(stage(window, setup, language, t, manifest));
    } finally {
      await issuer.close();
    }
  };
  windowTest(`prompts and notices about identity: ${language}`, tour, {
    viewport: { width: 1040, height: 620 },
    ...(language === "ko" && { language }),
  });
}

type Stage = ReturnType<typeof stage>;

function stage(
  window: Workbench,
  setup: Setup,
  language: string,
  t: (english: string) => string,
  manifest: Record<string, string>,
) {
  const look = (name: string) => readmePicture(window, `identity/${name}.${language}`);
  const see = async (name: string, prompt: string) => {
    await window.prompt(t(prompt));
    await look(name);
  };
  const dismiss = async () => {
    await window.page.keyboard.press("Escape");
    await window.quickInput.waitFor({ state: "hidden" });
  };
  const choose = async (label: string, command: string) => {
    await window.openContextMenu(window.row(label));
    await window.chooseMenuItem(manifest[`command.${command}`] as string);
  };
  const press = (button: string) => window.clickInTitle(manifest[`command.${button}`] as string);
  const copy = async () => {
    await window.row("README.md").hover();
    await window
      .row("README.md")
      .getByRole("button", { name: manifest["command.copyPresignedUrl"] as string })
      .click();
    await window.toasts.first().waitFor();
  };
  return { window, setup, t, look, see, dismiss, choose, press, copy };
}

const ROLE = "arn:aws:iam::111122223333:role/reader";

function addProfiles({ home, s3 }: Setup, issuer: string): void {
  s3.users.push({ ...alice, accessKeyId: "ASIAPICTURE", sessionToken: "token" });
  const place = "services = loopback\nregion = us-east-1\n";
  appendFileSync(
    home.config,
    `[services loopback]\ns3 =\n  endpoint_url = ${s3.endpoint}\nsts =\n  endpoint_url = ${issuer}\nsso =\n  endpoint_url = ${issuer}
[profile role]\n${place}role_arn = ${ROLE}\nsource_profile = demo\nmfa_serial = arn:aws:iam::111122223333:mfa/me
[profile token]\n${place}
[profile work]\n${place}sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = reader
[sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.example.com/start\n`,
  );
  appendFileSync(
    home.credentials,
    `[token]\naws_access_key_id = ASIAPICTURE\naws_secret_access_key = ${alice.secretAccessKey}\naws_session_token = token\n`,
  );
}

async function signIn({ window, t, look }: Stage): Promise<void> {
  await window.row("work").click();
  const notice = window.rows().filter({ hasText: "aws sso login" });
  await notice.hover();
  await look("signInExpired");
  await notice.click();
  await window.page.locator(".part.panel").getByText(t("Sign In: {0}")).first().waitFor();
  await look("signIn");
  await window.runCommand("View: Hide Panel");
  await window.row("work").click();
}

async function role({ window, see, dismiss, choose }: Stage): Promise<void> {
  await window.row("role").click();
  await see("mfa", "MFA Code for Profile {0}");
  await window.answer("123456");
  await window.expand("acme-reports");
  await choose("README.md", "copyPresignedUrlWithOptions");
  await see("endsSooner", "The credentials expire in {0}.");
  await dismiss();
  await window.row("role").click();
}

async function token({ window, see, dismiss, choose, copy, look }: Stage): Promise<void> {
  await window.expand("token", "acme-reports");
  await choose("README.md", "copyPresignedUrlWithOptions");
  await see("endUnknown", "The session token's expiry is unknown.");
  await dismiss();
  await copy();
  await look("endUnknownCopied");
  await window.clearToasts();
}

async function clock({ window, setup, copy, look }: Stage): Promise<void> {
  setup.s3.clockOffset = -5 * 60;
  await window.expand("2026");
  await window.row("q3").waitFor();
  await copy();
  await look("clock");
  await window.clearToasts();
  setup.s3.clockOffset = 0;
  await window.row("token").click();
}

async function places({ window, see, look, t, dismiss, choose, press }: Stage): Promise<void> {
  await window.setClipboard("s3://acme-reports/2026/q3/");
  await window.row("demo").hover();
  await press("goTo");
  await see("goTo", "Enter a bucket name, s3://bucket/key, an ARN, or a link to S3");
  await window.quickInput.locator("input.input").fill("x");
  const next = t("Enter a bucket name, s3://bucket/key, or an ARN, or paste a link to S3.");
  await window.quickInput.getByText(next).waitFor();
  await look("goToRefused");
  await window.answer("acme-reports");
  await see("throughWhich", "Choose a profile");
  await dismiss();
  await choose("demo", "addBucket");
  await see("addBucket", "Enter a bucket name, or the ARN of an access point");
  await dismiss();
  await window.expand("demo");
  await choose("odd-names", "pin");
  await window.row("odd-names").and(window.page.locator('[data-index="1"]')).waitFor();
  await look("pinned");
  await window.row("demo").click();
}

async function connection({ window, setup, see, choose, press, look, t }: Stage): Promise<void> {
  await window.row("demo").hover();
  await press("addConnection");
  const { endpoint } = setup.s3;
  for (const [name, prompt, answer] of [
    ["kind", "Choose a type of server", () => window.quickInputRow("MinIO").click()],
    [
      "endpoint",
      "Enter the endpoint of the server, with http:// or https:// and the port, if any",
      () => window.answer(endpoint),
    ],
    ["keyId", "Access key ID. Leave empty to use other credentials, or none.", () => window.answer(alice.accessKeyId)],
    ["secret", "Secret access key", () => window.answer("mistyped")],
    ["name", "Enter a name for the connection", () => window.answer("My MinIO")],
  ] as const) {
    await see(`connection.${name}`, prompt);
    await answer();
  }
  await window.quickInputRow(t("Secret access key")).and(window.page.locator(".focused")).waitFor();
  await look("connection.secretRefused");
  await window.page.keyboard.press("Enter");
  await see("connection.secretAgain", "Secret access key");
  await window.answer(alice.secretAccessKey);
  // The tree takes the focus when it shows the connection.
  await window.focused("My MinIO").waitFor();
  await window.row("acme-reports").first().waitFor();
  await choose("My MinIO", "removeConnection");
  await window.dialog("My MinIO").waitFor();
  await look("removeConnection");
  await window.page.keyboard.press("Escape");
}
