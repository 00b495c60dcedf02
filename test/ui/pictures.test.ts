import type { Workbench } from "../support/vscode/workbench.ts";
import { readmePicture, useDesk } from "./desk.ts";

/** The pictures of README.md and README.ko.md; these tests see to it that what they show can be reached. */
const windowTest = useDesk();

const languages = {
  en: {
    copy: "Copy Presigned URL",
    options: "Copy Presigned URL…",
    copied: "Copied the link to figures.csv",
    hour: "1 hour",
  },
  ko: { copy: "미리 서명된 URL 복사", options: "미리 서명된 URL 복사…", copied: "figures.csv", hour: "1시간" },
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
  };
  windowTest(`pictures: ${language}`, show, {
    viewport: { width: 1040, height: 650 },
    ...(language === "ko" && { language }),
  });
}
