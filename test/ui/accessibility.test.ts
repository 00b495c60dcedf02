import { assertAccessible, frameOf } from "../support/checks/accessibility.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { useSetup, type WindowOptions } from "./setup.ts";

const windowTest = useSetup();

async function checkWebview(window: Workbench, text: string | RegExp): Promise<void> {
  await window.webview().getByText(text).first().waitFor();
  await assertAccessible(await frameOf(window.webview().locator("body")));
}

const themes: [name: string, options: WindowOptions][] = [
  ["light", {}],
  ["dark", { theme: "dark" }],
  ["high contrast", { theme: "highContrast" }],
];

for (const [name, options] of themes) {
  windowTest(
    `the forms and the QR code have no accessibility violations, ${name}`,
    async (window) => {
      await window.openView("S3 Presign");
      await window.expand("demo", "acme-reports");
      await window.openContextMenu(window.row("README.md"));
      await window.chooseMenuItem("Share", "Presign an S3 Operation…");
      await checkWebview(window, "X-Amz-Signature");
      await window.runCommand("View: Close Editor");

      await window.openContextMenu(window.row("acme-reports"));
      await window.chooseMenuItem("Upload", "Create Upload Form (Presigned POST)…");
      await window.webview().getByRole("button", { name: "Images up to 10 MB" }).click();
      await checkWebview(window, "Content-Type must start with image/.");
      await window.webview().getByText("More settings").press("Space");
      await window.webview().getByText("Policy as JSON").press("Enter");
      await checkWebview(window, "Content-Type must start with image/.");
      await window.runCommand("View: Close Editor");

      await window.openContextMenu(window.row("README.md"));
      await window.chooseMenuItem("Share", "Show Link as QR Code");
      await checkWebview(window, /^Valid until /);
      await window.runCommand("View: Close Editor");
    },
    options,
  );
}
