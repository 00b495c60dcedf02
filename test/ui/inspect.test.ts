import assert from "node:assert/strict";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { CHECKSUMS } from "../../src/core/s3Client.ts";
import { alice } from "../support/s3Server/server.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { type Desk, readmePicture, useDesk } from "./desk.ts";

const windowTest = useDesk();
const INSPECT = "S3 Presign: Inspect Presigned URL…";
const TEST = "S3 Presign: Test Link";

function signed({ s3 }: Desk, key = "2026/q3/분기 보고서.txt", signingDate = new Date()): Promise<string> {
  const client = new S3Client({
    endpoint: s3.endpoint,
    region: "us-east-1",
    credentials: alice,
    forcePathStyle: true,
    ...CHECKSUMS,
  });
  const command = new GetObjectCommand({ Bucket: "acme-reports", Key: key });
  return getSignedUrl(client, command, { expiresIn: 3600, signingDate });
}

/** A line of the editor; VS Code draws a space as a no-break space. */
const shown = (window: Workbench, text: string | RegExp) => window.page.locator(".view-line").filter({ hasText: text });
const lens = (window: Workbench, title: string) =>
  window.page.locator(".codelens-decoration a").filter({ hasText: title });
const input = (window: Workbench) => window.quickInput.locator("input.input").inputValue();

windowTest("palette, paste, report; then the link works, and its JSON is copied", async (window, desk) => {
  const url = await signed(desk);
  await window.setClipboard("nothing of S3");
  await window.runCommand(INSPECT);
  await window.prompt("A presigned URL, the JSON of an upload form");
  assert.equal(await input(window), "", "what is no S3 link is not offered");
  await window.setClipboard(url);
  await window.page.keyboard.press("ControlOrMeta+v");
  await window.page.keyboard.press("Enter");
  await shown(window, /^Key\s+2026\/q3\/분기\s보고서\.txt$/).waitFor();
  await shown(window, /^No\sproblems\sfound\.$/).waitFor();
  assert.equal(await shown(window, /X-Amz-Signature|[0-9a-f]{64}/).count(), 0);
  await lens(window, "Test Link").click();
  await window.toast("The link works: 18 bytes, text/plain; charset=utf-8.").waitFor();
  await lens(window, "Copy as JSON").click();
  await window.toast("Copied what the link says as JSON").waitFor();
  assert.equal(JSON.parse(await window.clipboard()).key, "2026/q3/분기 보고서.txt");
});

windowTest(
  "by keyboard: a link on the clipboard is offered, Enter takes it, the palette tests it",
  async (window, desk) => {
    const url = await signed(desk, "gone.txt");
    await window.setClipboard(`<${url}>\n`);
    await window.runCommand(INSPECT);
    await window.prompt("A presigned URL, the JSON of an upload form");
    assert.equal(await input(window), `<${url}>`);
    await window.page.keyboard.press("Enter");
    await shown(window, /^Key\s+gone\.txt$/).waitFor();
    await window.runCommand(TEST);
    await window.toast("The link is valid, but gone.txt is not in bucket acme-reports.").waitFor();
    await window.setClipboard("before");
    await window.runCommand("S3 Presign: Copy Inspected Link as JSON");
    await window.toast("Copied what the link says as JSON").waitFor();
    assert.equal(JSON.parse(await window.clipboard()).key, "gone.txt");
  },
);

windowTest("a link that fails is told with its cause, and can be inspected from there", async (window, desk) => {
  await window.setClipboard(await signed(desk, "README.md", new Date(Date.now() - 7_200_000)));
  await window.runCommand(TEST);
  await window.prompt("A presigned URL, the JSON of an upload form");
  await window.page.keyboard.press("Enter");
  const toast = window.toast("The link has expired. Sign a new link.");
  await toast.getByRole("button", { name: "Inspect" }).click();
  await shown(window, /^Time\sleft\s+none,\sit\sended\s1\shour/).waitFor();
});

windowTest("what is no link is told while it is typed", async (window) => {
  await window.setClipboard("");
  await window.runCommand(INSPECT);
  await window.prompt("A presigned URL, the JSON of an upload form");
  await window.answer("https://example.com/");
  await window.quickInput.getByText("This is not a link to S3. Paste a presigned URL").waitFor();
});

windowTest("a server that keeps silent: the test can be cancelled, and nothing is said", async (window, desk) => {
  desk.s3.faults.add({ fault: { kind: "stall" } });
  await window.setClipboard(await signed(desk));
  await window.runCommand(TEST);
  await window.prompt("A presigned URL, the JSON of an upload form");
  await window.page.keyboard.press("Enter");
  await window.toast("Testing the link").getByRole("button", { name: "Cancel" }).click();
  await window.toasts.first().waitFor({ state: "hidden" });
  assert.equal(await window.toasts.count(), 0);
});

const languages = { en: INSPECT, ko: "S3 Presign: 미리 서명된 URL 살펴보기…" } as const;
for (const [language, command] of Object.entries(languages)) {
  const show = async (window: Workbench, desk: Desk) => {
    const inspect = async (link: string) => {
      await window.setClipboard(link);
      await window.runCommand(command);
      await window.prompt("curl");
      await window.page.keyboard.press("Enter");
    };
    const url = await signed(desk, "2026/q3/분기 보고서.txt");
    await inspect(url);
    await shown(window, "AKIAALICEALICEALICE1").waitFor();
    await lens(window, "JSON").waitFor();
    await readmePicture(window, `inspect.${language}`);
    await lens(window, language === "ko" ? "링크 테스트" : "Test Link").click();
    await window.toast(/18/).waitFor();
    await readmePicture(window, `testLink.${language}`);
    await window.runCommand("Notifications: Clear All Notifications");
    const bad = (await signed(desk, "../a+b.txt", new Date(Date.now() - 7_200_000)))
      .replace(desk.s3.endpoint, "http://eu.data.s3.eu-west-1.amazonaws.com")
      .replace("SignedHeaders=host", "SignedHeaders=content-type%3Bhost")
      .replace("&x-id=GetObject", "&response-cache-control=no-store");
    await inspect(`${bad}&X-Amz-Security-Token=T`);
    await shown(window, "eu-west-1").first().waitFor();
    await lens(window, "JSON").waitFor();
    await readmePicture(window, `inspectProblems.${language}`);
  };
  windowTest(`pictures: ${language}`, show, {
    viewport: { width: 1040, height: 650 },
    ...(language === "ko" && { language }),
  });
}
