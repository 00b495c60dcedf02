import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { alice } from "../support/s3Server/server.ts";
import { useSetup } from "./setup.ts";

const windowTest = useSetup({ restricted: true });
const scratch = scratchFolder("ui-trust");
const file = (name: string, content: unknown): string => {
  const path = join(scratch.path, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(content));
  return path;
};
/**
 * A workspace file from someone else: it sets a long expiry for links, and adds a folder to be read with the user's
 * credentials.
 */
const workspace = file("theirs/theirs.code-workspace", {
  folders: [{ path: "." }, { uri: "s3presign://profile_3ademo/acme-reports", name: "reports" }],
  settings: { "s3Presign.defaultExpiry": 604_800 },
});

windowTest(
  "an untrusted workspace: no program runs, its S3 folder and its expiry are ignored, and the window says so until it is trusted",
  async (window, { s3, home }) => {
    const ran = join(scratch.path, "ran");
    const program = file("keys.json", {
      Version: 1,
      AccessKeyId: alice.accessKeyId,
      SecretAccessKey: alice.secretAccessKey,
    });
    appendFileSync(
      home.config,
      `[profile program]\nendpoint_url = ${s3.endpoint}\nregion = us-east-1\ncredential_process = touch ${ran} && cat ${program}\n`,
    );
    await window
      .toast("The workspace file contains the S3 folder “reports”, but this workspace is not trusted.")
      .waitFor();
    assert.deepEqual(s3.requests, [], "no request was sent for the workspace");
    await window.page.keyboard.press("Escape");
    await window.openView("S3 Presign");
    await window.row("program").click();
    await window.rows().filter({ hasText: "but this workspace is not trusted." }).waitFor();
    const notice = window.rows().filter({ hasText: "Trust the workspace, or choose another profile." });
    assert.ok(!existsSync(ran));

    await window.row("program").click();
    await window.expand("demo", "acme-reports");
    const copy = () => window.row("README.md").getByRole("button", { name: "Copy Link" }).click();
    await window.row("README.md").hover();
    assert.match(await window.copied(copy), /X-Amz-Expires=3600&/);

    await window.row("program").click();
    await notice.click();
    await window.page.getByRole("button", { name: "Trust", exact: true }).click();
    await window.page.getByText("You trust this workspace").waitFor();
    const editor = window.page.locator(".monaco-modal-editor-block");
    await editor.getByRole("button", { name: /^Close/ }).click();
    await editor.waitFor({ state: "hidden" });
    await window.rows().filter({ hasText: "acme-reports" }).nth(1).waitFor();
    assert.ok(existsSync(ran));
    await window.page.getByRole("tab", { name: /^Explorer/ }).click();
    await window.rows().filter({ hasText: "logo.png" }).waitFor();
  },
  { opens: workspace },
);
