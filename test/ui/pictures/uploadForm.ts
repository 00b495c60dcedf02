import type { Workbench } from "../../support/vscode/workbench.ts";
import { type Language, readmePicture } from "../setup.ts";

const WORDS = {
  en: {
    command: ["Upload", "Create Upload Form (Presigned POST)…"],
    preset: "Images up to 10 MB",
    rule: "The key must start with drafts/.",
    name: "File name",
    size: "Size",
    type: "Content type",
    refused: "Rejected.",
  },
  ko: {
    command: ["업로드", "업로드 양식 만들기(미리 서명된 POST)…"],
    preset: "10 MB 이하 이미지",
    rule: "키는 drafts/(으)로 시작해야 합니다.",
    name: "파일 이름",
    size: "크기",
    type: "콘텐츠 형식",
    refused: "업로드할 수 없습니다.",
  },
};

export async function showUploadForm(window: Workbench, language: Language, name: string): Promise<void> {
  const words = WORDS[language];
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await window.openContextMenu(window.row("drafts"));
  await window.chooseMenuItem(...words.command);
  const form = window.webview();
  await form.getByRole("button", { name: words.preset }).click();
  await form.getByText(words.rule).waitFor();
  await form.getByLabel(words.name).fill("photo.png");
  await form.getByLabel(words.size, { exact: true }).fill("12 MB");
  await form.getByLabel(words.type).last().fill("image/png");
  await form.getByText(words.refused).waitFor();
  await window.iconsDrawn();
  await readmePicture(window, `postForm.${name}`);
}
