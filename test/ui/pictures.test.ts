import type { Workbench } from "../support/vscode/workbench.ts";
import { readmePicture, useSetup } from "./setup.ts";

/** Pictures of the READMEs and the walkthrough; these tests verify that everything shown can be reached. */
const windowTest = useSetup({ oneWindow: true });

const languages = {
  en: {
    copy: "Copy Presigned URL",
    options: "Copy Presigned URL…",
    copied: "Copied a link to figures.csv",
    hour: "1 hour",
    operation: "Presign an S3 Operation…",
    config: "S3 Presign: Open AWS Config File",
  },
  ko: {
    copy: "미리 서명된 URL 복사",
    options: "미리 서명된 URL 복사…",
    copied: "figures.csv",
    hour: "1시간",
    operation: "S3 작업 미리 서명…",
    config: "S3 Presign: AWS 구성 파일 열기",
  },
} as const;

for (const [language, words] of Object.entries(languages)) {
  const show = async (window: Workbench) => {
    await window.openView("S3 Presign");
    await window.expand("demo", "acme-reports", "2026", "q3");
    await window.widenSideBar(420);
    await window.openContextMenu(window.row("figures.csv"));
    await window.menuItem(words.copy).hover();
    await readmePicture(window, `contextMenu.${language}`);
    await window.chooseMenuItem(words.copy);
    await window.toast(words.copied).waitFor();
    await readmePicture(window, `copied.${language}`);
    await window.openContextMenu(window.row("figures.csv"));
    await window.chooseMenuItem(words.options);
    await window.quickInputRow(words.hour).waitFor();
    await readmePicture(window, `expiry.${language}`);
    await window.page.keyboard.press("Escape");
    await window.clearToasts();
    await window.runCommand(words.config);
    await window.inEditor("endpoint_url").first().waitFor();
    await readmePicture(window, `config.${language}`);
  };
  windowTest(`pictures: ${language}`, show, {
    viewport: { width: 1040, height: 650 },
    ...(language === "ko" && { language }),
  });
}

/** A form is a separate page in the window, so it is pictured in each of the three kinds of theme. */
for (const [name, options] of Object.entries({
  en: {},
  dark: { theme: "dark" },
  highContrast: { theme: "highContrast" },
  ko: { language: "ko" },
} as const)) {
  const show = async (window: Workbench) => {
    const { operation } = "language" in options ? languages.ko : languages.en;
    await window.openView("S3 Presign");
    await window.expand("demo", "acme-reports");
    await window.openContextMenu(window.row("README.md"));
    await window.chooseMenuItem(operation);
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
  };
  windowTest(`pictures: the operation form, ${name}`, show, { viewport: { width: 1240, height: 960 }, ...options });
}
