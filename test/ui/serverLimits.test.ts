import assert from "node:assert/strict";
import { alice } from "../support/s3Server/server.ts";
import { useSetup } from "./setup.ts";

const windowTest = useSetup();
const CREATE = "S3 Presign: Create Upload Form (Presigned POST)…";

// No request reaches these servers: the profile alone shows what they can do.
windowTest("a server without upload forms: the message offers an upload URL", async (window, { home }) => {
  home.write([{ name: "r2", endpoint: `https://${"0a".repeat(16)}.r2.cloudflarestorage.com`, keys: alice }]);
  await window.openView("S3 Presign");
  await window.row("r2").waitFor();
  await window.runCommand(CREATE);
  const toast = window.toast(/^Cloudflare R2 does not support upload forms \(presigned POST\)\. To let others upload/);
  await toast.getByRole("button", { name: "Copy Presigned Upload (PUT) URL…" }).click();
  await window.prompt("Enter the S3 URI of the object");
  assert.equal(await window.page.locator("iframe.webview").count(), 0, "no form is open");
});

windowTest("the lifetimes that are offered end at the limit of the server", async (window, { home }) => {
  home.write([{ name: "yandex", endpoint: "https://storage.yandexcloud.net", keys: alice }]);
  await window.openView("S3 Presign");
  await window.row("yandex").waitFor();
  await window.setClipboard("what the user had copied before");
  await window.runCommand("S3 Presign: Copy Link with Options…");
  await window.prompt("Enter the S3 URI of the object");
  await window.answer("s3://docs/a.txt");
  await window.quickInputRow("30 days").waitFor();
  assert.equal(await window.quickInputRow("90 days").count(), 0);
  await window.quickInput.getByText("90m, 2d, or a date and time. Maximum: 30 days.").waitFor();
  await window.quickInputRow("Custom expiry…").click();
  await window.prompt("Enter a duration (90m, 2d)");
  await window.answer("31d");
  await window.quickInput.getByText("The expiry 31d is too long. The maximum is 30 days.").waitFor();
  await window.page.keyboard.press("Escape");
  assert.equal(await window.clipboard(), "what the user had copied before");
});
