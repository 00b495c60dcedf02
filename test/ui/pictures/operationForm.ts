import type { Workbench } from "../../support/vscode/workbench.ts";
import { type Language, readmePicture } from "../setup.ts";

const PATH = { en: ["Share", "Presign an S3 Operation…"], ko: ["공유", "S3 작업 미리 서명…"] };

export async function showOperationForm(window: Workbench, language: Language, name: string): Promise<void> {
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await window.openContextMenu(window.row("README.md"));
  await window.chooseMenuItem(...PATH[language]);
  const form = window.webview();
  await form.locator('.field[data-path="operation"] input').fill("PutObject");
  await form.getByRole("option", { name: "PutObject", exact: true }).click();
  // Until the new parameters are drawn, the field for adding belongs to the previous operation.
  await form.locator("pre.output").filter({ hasText: "--upload-file" }).first().waitFor();
  const adder = form.locator("vscode-tab-panel .field:not([data-path]) input").last();
  await adder.fill("ContentType");
  await form.getByRole("option", { name: "ContentType", exact: true }).click();
  await form.locator('.field[data-path="ContentType"] input').fill("text/markdown");
  await form.locator("pre.output").filter({ hasText: "content-type: text/markdown" }).first().waitFor();
  await window.iconsDrawn();
  await readmePicture(window, `operation.${name}`);
}
