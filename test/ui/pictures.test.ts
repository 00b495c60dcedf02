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
    form: "Create Upload Form (Presigned POST)…",
    preset: "Images under 10 MB",
    rule: "The key must begin with drafts/.",
    name: "File name",
    size: "Size",
    type: "Content type",
    refused: "Refused.",
  },
  ko: {
    copy: "미리 서명된 URL 복사",
    options: "미리 서명된 URL 복사…",
    copied: "figures.csv",
    hour: "1시간",
    form: "업로드 양식 만들기(미리 서명된 POST)…",
    preset: "10MB 이하 이미지",
    rule: "키는 drafts/(으)로 시작해야 합니다.",
    name: "파일 이름",
    size: "크기",
    type: "콘텐츠 형식",
    refused: "거부됩니다.",
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
  };
  windowTest(`pictures: ${language}`, show, {
    viewport: { width: 1040, height: 650 },
    ...(language === "ko" && { language }),
  });
  const showForm = async (window: Workbench) => {
    await window.openView("S3 Presign");
    await window.expand("demo", "acme-reports");
    await window.openContextMenu(window.row("drafts"));
    await window.chooseMenuItem(words.form);
    const form = window.webview();
    await form.getByRole("button", { name: words.preset }).click();
    await form.getByText(words.rule).waitFor();
    await form.getByLabel(words.name).fill("photo.png");
    await form.getByLabel(words.size, { exact: true }).fill("12 MB");
    await form.getByLabel(words.type).last().fill("image/png");
    await form.getByText(words.refused).waitFor();
    await readmePicture(window, `postForm.${language}`);
  };
  windowTest(`pictures of the upload form: ${language}`, showForm, {
    viewport: { width: 1280, height: 800 },
    ...(language === "ko" && { language }),
  });
}
