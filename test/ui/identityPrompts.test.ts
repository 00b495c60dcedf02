import { appendFileSync, readFileSync } from "node:fs";
import { alice } from "../support/s3Server/server.ts";
import { startCredentialServer } from "../support/servers/credentialServer.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { manifestTexts, type Setup, useSetup } from "./setup.ts";

/** Each prompt and notice about identity in both languages. */
const windowTest = useSetup();

const korean: Record<string, string> = JSON.parse(readFileSync("l10n/bundle.l10n.ko.json", "utf8"));

for (const language of ["en", "ko"] as const) {
  const manifest = manifestTexts(language);
  /** The part of a sentence before its first placeholder. */
  const t = (english: string) => (((language === "ko" && korean[english]) || english).split("{0}")[0] as string).trim();

  const tour = async (window: Workbench, setup: Setup) => {
    const issuer = await startCredentialServer(setup.s3);
    try {
      addProfiles(setup, issuer.endpoint);
      issuer.sessionSeconds = 900;
      await window.openView("S3 Presign");
      await window.widenSideBar(380);
      for (const see of [places, signIn, role, token, clock, connection]) await see(stage(window, setup, t, manifest));
    } finally {
      await issuer.close();
    }
  };
  windowTest(`prompts and notices about identity: ${language}`, tour, {
    viewport: { width: 1040, height: 620 },
    newWindow: true,
    ...(language === "ko" && { language }),
  });
}

type Stage = ReturnType<typeof stage>;

function stage(window: Workbench, setup: Setup, t: (english: string) => string, manifest: (id: string) => string) {
  const see = (prompt: string) => window.prompt(t(prompt));
  const dismiss = async () => {
    await window.page.keyboard.press("Escape");
    await window.quickInput.waitFor({ state: "hidden" });
  };
  const choose = async (label: string, command: string) => {
    await window.openContextMenu(window.row(label));
    await window.chooseMenuItem(manifest(`command.${command}`));
  };
  const press = (button: string) => window.clickInTitle(manifest(`command.${button}`));
  const copy = async () => {
    await window.row("README.md").hover();
    await window
      .row("README.md")
      .getByRole("button", { name: manifest("command.copyPresignedUrl") })
      .click();
    await window.toasts.first().waitFor();
  };
  return { window, setup, t, see, dismiss, choose, press, copy };
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

async function signIn({ window, t }: Stage): Promise<void> {
  await window.row("work").click();
  const notice = window.rows().filter({ hasText: "aws sso login" });
  await notice.hover();
  await notice.click();
  await window.page.locator(".part.panel").getByText(t("Sign In: {0}")).first().waitFor();
  await window.runCommand("View: Hide Panel");
  await window.row("work").click();
}

async function role({ window, see, dismiss, choose }: Stage): Promise<void> {
  await window.row("role").click();
  await see("MFA Code for Profile {0}");
  await window.answer("123456");
  await window.expand("acme-reports");
  await choose("README.md", "copyPresignedUrlWithOptions");
  await see("The credentials expire in {0}.");
  await dismiss();
  await window.row("role").click();
}

async function token({ window, see, dismiss, choose, copy }: Stage): Promise<void> {
  await window.expand("token", "acme-reports");
  await choose("README.md", "copyPresignedUrlWithOptions");
  await see("The session token's expiry is unknown.");
  await dismiss();
  await copy();
  await window.clearToasts();
}

async function clock({ window, setup, copy }: Stage): Promise<void> {
  setup.s3.clockOffset = -5 * 60;
  await window.expand("2026");
  await window.row("q3").waitFor();
  await copy();
  await window.clearToasts();
  setup.s3.clockOffset = 0;
  await window.row("token").click();
}

async function places({ window, see, t, dismiss, choose, press }: Stage): Promise<void> {
  await window.setClipboard("s3://acme-reports/2026/q3/");
  await window.row("demo").hover();
  await press("goTo");
  await see("Enter a bucket name, s3://bucket/key, an ARN, or a link to S3");
  await window.quickInput.locator("input.input").fill("x");
  const next = t("Enter a bucket name, s3://bucket/key, or an ARN, or paste a link to S3.");
  await window.quickInput.getByText(next).waitFor();
  await window.answer("acme-reports");
  await see("Choose a profile");
  await dismiss();
  await choose("demo", "addBucket");
  await see("Enter a bucket name, or the ARN of an access point");
  await dismiss();
  await window.expand("demo");
  await choose("odd-names", "pin");
  await window.row("odd-names").and(window.page.locator('[data-index="1"]')).waitFor();
  await window.row("demo").click();
}

async function connection({ window, setup, see, choose, press, t }: Stage): Promise<void> {
  await window.row("demo").hover();
  await press("addConnection");
  const { endpoint } = setup.s3;
  for (const [prompt, answer] of [
    ["Choose a type of server", () => window.quickInputRow("MinIO").click()],
    ["Enter the endpoint of the server, with http:// or https:// and the port, if any", () => window.answer(endpoint)],
    ["Access key ID. Leave empty to use other credentials, or none.", () => window.answer(alice.accessKeyId)],
    ["Secret access key", () => window.answer("mistyped")],
    ["Enter a name for the connection", () => window.answer("My MinIO")],
  ] as const) {
    await see(prompt);
    await answer();
  }
  await window.quickInputRow(t("Secret access key")).and(window.page.locator(".focused")).waitFor();
  await window.page.keyboard.press("Enter");
  await see("Secret access key");
  await window.answer(alice.secretAccessKey);
  // The tree takes the focus when it shows the connection.
  await window.focused("My MinIO").waitFor();
  await window.row("acme-reports").first().waitFor();
  await choose("My MinIO", "removeConnection");
  await window.dialog("My MinIO").waitFor();
  await window.page.keyboard.press("Escape");
}
