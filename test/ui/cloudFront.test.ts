import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { leaksBelow, leaksIn } from "../support/checks/leaks.ts";
import { verifyCloudFront } from "../support/checks/verifyCloudFront.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { listFolder } from "./fileDialog.ts";
import { useSetup } from "./setup.ts";

const windowTest = useSetup({ logLevel: "trace" });
const scratch = scratchFolder("cloudFront");

const KEY_ID = "K2JCJMDEHXQW5F";
const COPY = "Copy CloudFront Signed URL…";
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey;
const pem = (key: KeyObject) => key.export({ type: "pkcs8", format: "pem" }) as string;
const now = () => Date.now() / 1000;
const verdict = (url: string, key: KeyObject, more: { cookie?: string; at?: number; from?: string } = {}) =>
  verifyCloudFront({ url, at: now(), ...more }, { [KEY_ID]: createPublicKey(key) });

async function chooseCopy(window: Workbench, label: string): Promise<void> {
  await window.openContextMenu(window.row(label));
  await window.chooseMenuItem("Share", COPY);
}

async function choose(window: Workbench, prompt: string, label: string): Promise<void> {
  await window.prompt(prompt);
  await window.quickInputRow(label).click();
}

async function withoutConditions(window: Workbench): Promise<void> {
  await window.prompt("Select conditions for the link");
  await window.page.keyboard.press("Enter");
}

windowTest(
  "asks for the distribution and the key of a bucket once, and signs a link for 30 days",
  async (window, { vscode }) => {
    await window.openView("S3 Presign");
    await window.row("demo").waitFor();
    await window.setClipboard("before");
    // Nothing is selected yet.
    await window.runCommand(`S3 Presign: ${COPY}`);
    await window.prompt("Enter the S3 URI of an object or a folder");
    await window.answer("s3://acme-reports/README.md");
    await window.prompt("Enter the domain of the CloudFront distribution in front of bucket acme-reports");
    await window.answer("files.example.com/a");
    await window.prompt("“files.example.com/a” is not a domain name. Enter only the domain, without a path or port");
    await window.answer("files.example.com");
    await window.prompt("Enter the ID of the CloudFront public key");
    await window.answer(KEY_ID);
    await window.prompt("Enter the origin path of the distribution");
    await window.answer("");
    await choose(window, `Choose where the private key of ${KEY_ID} comes from`, "Paste It…");
    await window.prompt("Paste the private key");
    await window.answer(createPublicKey(rsa).export({ type: "spki", format: "pem" }) as string);
    await window.prompt("This is a public key. Signing requires the private key.");
    assert.equal(await window.clipboard(), "before");
    await window.answer(pem(rsa));
    await choose(window, "How long should the link be valid?", "30 days");
    await withoutConditions(window);
    await choose(window, "Choose what to copy", "Signed URL");
    await window
      .toast(/^Copied a CloudFront link to README\.md\. Valid until .* \(30 days\)\. CloudFront key: K2JC.*key group/)
      .waitFor();
    const url = await window.clipboard();
    assert.match(
      url,
      /^https:\/\/files\.example\.com\/README\.md\?Expires=\d+&Signature=[\w~-]+&Key-Pair-Id=K2JCJMDEHXQW5F$/,
    );
    assert.equal(verdict(url, rsa), "allowed");
    assert.equal(verdict(url, rsa, { at: now() + 29.9 * 86_400 }), "allowed");
    assert.equal(verdict(url, rsa, { at: now() + 30 * 86_400 }), "expired");
    const snippet = await window.copied(async () => {
      await window.toast("Copied a CloudFront link").getByRole("button", { name: "Copy as…" }).click();
      await window.quickInputRow("curl").click();
    });
    assert.ok(snippet.includes(url));
    const [, secret = ""] = pem(rsa).split("\n");
    const secrets = { "the private key": secret, "the signature": /Signature=([^&]+)/.exec(url)?.[1] ?? assert.fail() };
    assert.deepEqual(leaksBelow(vscode.folder, secrets), []);
    assert.deepEqual(leaksIn(await window.stored(), secrets), []);
  },
);

windowTest(
  "a folder: cookies from a start date and for an address range, for a distribution that is known",
  async (window) => {
    await window.openView("S3 Presign");
    await window.expand("demo", "acme-reports");
    await chooseCopy(window, "2026");
    await choose(window, "How long should the link be valid?", "90 days");
    await window.prompt("Select conditions for the link");
    await window.quickInputRow("Start date…").click();
    await window.quickInputRow("IP addresses…").click();
    await window.page.keyboard.press("Enter");
    await window.prompt("Enter the local date and time from which the link is valid");
    await window.answer("2099-01-01");
    await window.prompt("The link would expire before 2099-01-01, when it becomes valid.");
    const start = new Date((Math.floor(now()) + 86_400) * 1000);
    await window.answer(start.toISOString());
    await window.prompt("Enter the IPv4 address or range");
    await window.answer("203.0.113.0/33");
    await window.prompt("“203.0.113.0/33” is not an IPv4 address or range.");
    await window.answer("203.0.113.0/24");
    await choose(window, "Choose what to copy", "Signed cookies");
    await window
      .toast(/^Copied the CloudFront cookies for s3:\/\/acme-reports\/2026\/\. Valid from .* until /)
      .waitFor();
    const cookie = await window.clipboard();
    const url = "https://files.example.com/2026/q3/figures.csv";
    const at = start.getTime() / 1000 + 1;
    assert.equal(verdict(url, rsa, { cookie, at, from: "203.0.113.9" }), "allowed");
    assert.equal(verdict(url, rsa, { cookie, at: at - 2, from: "203.0.113.9" }), "early");
    assert.equal(verdict(url, rsa, { cookie, at, from: "192.0.2.1" }), "otherIp");
    assert.equal(verdict("https://files.example.com/README.md", rsa, { cookie, at }), "otherResource");
  },
);

windowTest("several objects: one link per line; Shared Links lists them and copies a new one", async (window) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports", "2026", "q3");
  await window.row("figures.csv").click();
  await window.row("분기 보고서.txt").click({ modifiers: ["ControlOrMeta"] });
  await chooseCopy(window, "분기 보고서.txt");
  await choose(window, "How long should the link be valid?", "Custom expiry…");
  await window.prompt("Enter a duration");
  await window.answer("2020-01-01");
  await window.prompt("2020-01-01 is in the past.");
  await window.answer("180d");
  await withoutConditions(window);
  await window.toast(/^Copied 2 links, one per line\. Valid until .* \(180 days\)\./).waitFor();
  const links = (await window.clipboard()).split("\n");
  assert.deepEqual(
    links.map((link) => verdict(link, rsa)),
    ["allowed", "allowed"],
  );
  assert.deepEqual(
    links.map((link) => decodeURIComponent(new URL(link).pathname)),
    ["/2026/q3/figures.csv", "/2026/q3/분기 보고서.txt"],
  );

  await window.page.getByRole("button", { name: "Shared Links Section" }).click();
  const row = window.page
    .locator(".monaco-list-row", { hasText: "figures.csv" })
    .filter({ hasText: "CloudFront (K2JC" });
  await row.waitFor();
  const again = await window.copied(async () => {
    await window.openContextMenu(row);
    await window.chooseMenuItem("Copy New Link");
  });
  assert.equal(verdict(again, rsa), "allowed");
  await window
    .toast(/^Copied a new link to figures\.csv\. Valid until .* \(180 days\)\. CloudFront key: K2JC/)
    .waitFor();
  await window.openContextMenu(row);
  await window.chooseMenuItem("How to Revoke…");
  await window.answerDialog(/Remove the public key K2JCJMDEHXQW5F from the key group of the distribution files/, "OK");
});

windowTest("the key is replaced from a file, and removed", async (window) => {
  const file = join(scratch.path, "key.pem");
  writeFileSync(file, pem(ec));
  await window.runCommand("S3 Presign: Set CloudFront Private Key…");
  await choose(window, "Choose a CloudFront public key", KEY_ID);
  await choose(window, "Choose where the private key", "From a File…");
  await listFolder(window, scratch.path, "key.pem");
  await window.answer(file);
  await window.toast(`Stored the private key of ${KEY_ID}`).waitFor();

  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await chooseCopy(window, "2026");
  await choose(window, "How long should the link be valid?", "7 days");
  await withoutConditions(window);
  await choose(window, "Choose what to copy", "Signed URL");
  await window.toast("Copied a CloudFront link to s3://acme-reports/2026/.").waitFor();
  const url = await window.clipboard();
  assert.equal(verdict(url.replace("*", "q1/figures.csv"), ec), "allowed");

  await window.runCommand("S3 Presign: Remove CloudFront Private Key…");
  await choose(window, "Choose a CloudFront public key", KEY_ID);
  await window.answerDialog(`Remove the private key of ${KEY_ID}?`, "Remove");
  await chooseCopy(window, "2026");
  await window.prompt(`Choose where the private key of ${KEY_ID} comes from`);
  await window.page.keyboard.press("Escape");
  assert.equal(await window.clipboard(), url);
});
