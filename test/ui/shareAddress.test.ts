import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type FaultProxy, type Rewrite, startFaultProxy } from "../support/networkFaults/faultProxy.ts";
import { rawRequest } from "../support/requests/rawRequest.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { alice } from "../support/s3Server/server.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { shown } from "./inspectSetup.ts";
import { readQrCode } from "./qrCode.ts";
import { type Setup, useSetup } from "./setup.ts";

const windowTest = useSetup();
const scratch = scratchFolder("ui-share-address");

const HINT = /Recipients outside your network probably can't reach 127\.0\.0\.1:\d+\. If they can reach the server/;
const URL_PROMPT = "Enter the URL at which recipients reach the server";

/** A proxy in front of the server, by the name of this computer. */
async function withProxy(
  { s3 }: Setup,
  rewrite: Rewrite | undefined,
  run: (url: string, proxy: FaultProxy) => Promise<void>,
): Promise<void> {
  const proxy = await startFaultProxy(s3.endpoint, rewrite);
  try {
    await run(`http://localhost:${new URL(proxy.endpoint).port}`, proxy);
  } finally {
    await proxy.close();
  }
}

async function copyLink(window: Workbench, label = "README.md"): Promise<string> {
  await window.row(label).hover();
  return window.copied(() => window.row(label).getByRole("button", { name: "Copy Link" }).click());
}

async function copiesFrom(window: Workbench, endpoint: string): Promise<void> {
  const link = await copyLink(window);
  assert.ok(link.startsWith(`${endpoint}/`), link);
}

async function setAddress(window: Workbench, row: string): Promise<void> {
  await window.openContextMenu(window.row(row));
  await window.chooseMenuItem("Set Share Address…");
}

windowTest(
  "a link to a host of this network is copied with a hint, once a profile, whose buttons set an address or end the hints",
  async (window, { s3: { endpoint }, home }) => {
    const exactly = (name: string, profile: string) =>
      window.toast(new RegExp(`^Copied a link to ${name}\\. Valid until .* Profile: ${profile}\\.$`)).waitFor();
    await window.openView("S3 Presign");
    await window.expand("demo", "acme-reports");
    await copyLink(window);
    await window.toast(HINT).getByRole("button", { name: "Set Share Address…" }).click();
    await window.prompt(URL_PROMPT);
    await window.page.keyboard.press("Escape");
    await copyLink(window);
    await exactly("README\\.md", "demo");
    await window.expand("partner", "partner-drop");
    await copyLink(window, "hello.txt");
    await window.toast(HINT).getByRole("button", { name: "Don't Show Again" }).click();
    home.write([{ name: "third", endpoint, keys: alice }]);
    await window.expand("third", "acme-reports");
    await copyLink(window);
    await exactly("README\\.md", "third");
  },
  { newWindow: true },
);

windowTest("an address is tested and set on a profile, used by every link, and removed", async (window, setup) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await withProxy(setup, undefined, async (url, proxy) => {
    await setAddress(window, "demo");
    await window.prompt(URL_PROMPT);
    for (const [given, reason] of [
      [`${url}/s3`, "The share address contains a path."],
      [`${url}?a=1`, "The share address contains a query."],
      [`${url}#a`, "The share address contains a fragment (#)."],
      [url.replace("//", "//me:secret@"), "The share address contains a user name or password."],
      ["localhost", "The share address is not a URL with http:// or https:// and a host."],
    ] as const) {
      await window.answer(given);
      await window.quickInput.getByText(reason).waitFor();
    }
    await window.quickInput.locator("input.input").fill(`${url}/`);
    await window.quickInput.getByText(`Links: ${url}/bucket/key`).waitFor();
    await window.page.keyboard.press("Enter");
    await window.prompt("Choose how links are signed for this host");
    await window.page.keyboard.press("Escape");
    await copiesFrom(window, setup.s3.endpoint);
    assert.equal(proxy.requests.length, 0);

    await setAddress(window, "demo");
    await window.answer(url);
    await window.quickInputRow("Sign for this host").click();
    await window.toast(`Links and forms from demo now use ${url}. A test request to this address succeeded.`).waitFor();
    assert.equal(proxy.requests.length, 1, "one request through the address");
    const link = await copyLink(window);
    assert.ok(link.startsWith(`${url}/acme-reports/README.md?`), link);
    assert.match(String((await rawRequest(link)).body), /^# Reports/);

    // A message would cover a part of the code.
    await window.clearToasts();
    await window.openContextMenu(window.row("README.md"));
    await window.chooseMenuItem("Share", "Show Link as QR Code");
    const scanned = await readQrCode(window.webview().getByRole("img", { name: "QR code: README.md" }));
    assert.ok(scanned.startsWith(`${url}/acme-reports/README.md?`), scanned);
    await window.runCommand("View: Close Editor");

    await window.runCommand("S3 Presign: Inspect Presigned URL…");
    await window.prompt("Enter a presigned URL, the JSON of an upload form");
    await window.page.keyboard.press("Enter");
    await shown(window, /valid\s\(checked\swith\sthe\skeys\sof\sdemo\)/).waitFor();
    await window.runCommand("View: Close Editor");

    await setAddress(window, "demo");
    await window.prompt("(leave empty to remove the address)");
    await window.answer("");
    await window.toast("Removed the share address of demo.").waitFor();
    await copiesFrom(window, setup.s3.endpoint);
  });
});

windowTest("an address that does not work is set only if the user wants it", async (window, setup) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await withProxy(setup, { host: new URL(setup.s3.endpoint).host }, async (url) => {
    await setAddress(window, "demo");
    await window.answer(url);
    await window.quickInputRow("Sign for this host").click();
    await window.dialog("Make sure that the proxy keeps the Host header").waitFor();
    await window.page.keyboard.press("Escape");
    await copiesFrom(window, setup.s3.endpoint);

    await setAddress(window, "demo");
    await window.answer(url);
    await window.quickInputRow("Sign for this host").click();
    await window.answerDialog(`A test request to ${url} failed.`, "Change…");
    await window.prompt(URL_PROMPT);
    await window.page.keyboard.press("Enter");
    await window.quickInputRow("Replace the host after signing").click();
    await window.toast(`Links and forms from demo now use ${url}. A test request`).waitFor();
    const link = await copyLink(window);
    assert.ok(link.startsWith(`${url}/acme-reports/README.md?`), link);
    assert.match(String((await rawRequest(link)).body), /^# Reports/);
  });
  await setAddress(window, "demo");
  await window.answer("http://127.0.0.1:1");
  await window.quickInputRow("Sign for this host").click();
  await window.dialog("Couldn't connect to 127.0.0.1:1").waitFor();
  await window.answerDialog("A test request to http://127.0.0.1:1 failed.", "Set Anyway");
  await window.toast("Links and forms from demo now use http://127.0.0.1:1.").waitFor();
  await copiesFrom(window, "http://127.0.0.1:1");
  await setAddress(window, "demo");
  await window.answer("");
  await window.toast("Removed the share address of demo.").waitFor();
});

windowTest("a bucket has a separate address, whose host represents it", async (window, setup) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  const rewrite = { host: new URL(setup.s3.endpoint).host, path: (path: string) => `/acme-reports${path}` };
  await withProxy(setup, rewrite, async (url) => {
    await setAddress(window, "acme-reports");
    await window.prompt("Enter the URL at which recipients reach bucket acme-reports. Its host represents the bucket.");
    await window.answer(url);
    await window.quickInputRow("Replace the host after signing").click();
    await window.toast(`Links and forms for bucket acme-reports now use ${url}. A test request`).waitFor();
    const link = await copyLink(window);
    assert.ok(link.startsWith(`${url}/README.md?`), link);
    assert.match(String((await rawRequest(link)).body), /^# Reports/);
  });
  await setAddress(window, "acme-reports");
  await window.answer("");
  await window.toast("Removed the share address of bucket acme-reports.").waitFor();
});

const theirs = join(scratch.path, "theirs");
mkdirSync(join(theirs, ".vscode"), { recursive: true });
const setting = { "s3Presign.shareAddresses": { demo: { url: "https://theirs.example.com", mode: "sign" } } };
writeFileSync(join(theirs, ".vscode", "settings.json"), JSON.stringify(setting));

windowTest(
  "the settings of a workspace do not decide where links lead",
  async (window, { s3 }) => {
    await window.openView("S3 Presign");
    await window.expand("demo", "acme-reports");
    await copiesFrom(window, s3.endpoint);
  },
  { opens: theirs },
);
