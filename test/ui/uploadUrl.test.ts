import assert from "node:assert/strict";
import { rawRequest } from "../support/rawRequest.ts";
import { useSetup } from "./setup.ts";

const windowTest = useSetup();

windowTest("an upload link stores one object under the chosen conditions, and only once", async (window, { s3 }) => {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await window.openContextMenu(window.row("drafts"));
  await window.chooseMenuItem("Copy Presigned Upload (PUT) URL…");
  await window.prompt("Enter the key under which the upload is stored in bucket acme-reports");
  await window.answer("drafts/사진.png");
  await window.quickInputRow("1 day").click();
  await window.prompt("Choose the content type that the uploader must send");
  await window.quickInputRow("image/png").click();
  await window.prompt("Select conditions for the upload");
  await window.quickInputRow("Metadata…").click();
  await window.page.keyboard.press("Enter");
  await window.prompt("Enter metadata as name=value");
  await window.answer("project=apollo");
  await window
    .toast(
      /^Copied the upload URL for 사진\.png\. Valid until .*\(1 day\)\. Profile: demo\. The upload \(PUT\) must include/,
    )
    .waitFor();
  const headers = { "content-type": "image/png", "if-none-match": "*", "x-amz-meta-project": "apollo" };
  const url = await window.clipboard();
  const put = (sent: Record<string, string>) => rawRequest(url, { method: "PUT", headers: sent, body: "bytes" });
  const { "if-none-match": _, ...without } = headers;
  assert.equal((await put(without)).status, 403);
  assert.equal((await put(headers)).status, 200);
  assert.equal((await put(headers)).status, 412);
  const stored = s3.store.get("acme-reports").get("drafts/사진.png");
  assert.equal(stored?.headers["x-amz-meta-project"], "apollo");

  const snippet = await window.copied(async () => {
    await window.toast("Copied the upload URL").getByRole("button", { name: "Copy as…" }).click();
    await window.quickInputRow("curl").click();
  });
  assert.match(snippet, /^curl [\s\S]*--header 'if-none-match: \*'/);
});
