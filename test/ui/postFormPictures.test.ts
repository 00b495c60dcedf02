import type { Workbench } from "../support/vscode/workbench.ts";
import { readmePicture, useSetup } from "./setup.ts";

const windowTest = useSetup({ oneWindow: true });

const words = {
  en: {
    form: "Create Upload Form (Presigned POST)…",
    preset: "Images up to 10 MB",
    rule: "The key must start with drafts/.",
    name: "File name",
    size: "Size",
    type: "Content type",
    refused: "Rejected.",
  },
  ko: {
    form: "업로드 양식 만들기(미리 서명된 POST)…",
    preset: "10 MB 이하 이미지",
    rule: "키는 drafts/(으)로 시작해야 합니다.",
    name: "파일 이름",
    size: "크기",
    type: "콘텐츠 형식",
    refused: "업로드할 수 없습니다.",
  },
} as const;

for (const [name, options] of Object.entries({
  en: {},
  dark: { theme: "dark" },
  highContrast: { theme: "highContrast" },
  ko: { language: "ko" },
} as const)) {
  const { form: command, preset, rule, ...fields } = words["language" in options ? "ko" : "en"];
  const show = async (window: Workbench) => {
    await window.openView("S3 Presign");
    await window.expand("demo", "acme-reports");
    await window.openContextMenu(window.row("drafts"));
    await window.chooseMenuItem(command);
    const form = window.webview();
    await form.getByRole("button", { name: preset }).click();
    await form.getByText(rule).waitFor();
    await form.getByLabel(fields.name).fill("photo.png");
    await form.getByLabel(fields.size, { exact: true }).fill("12 MB");
    await form.getByLabel(fields.type).last().fill("image/png");
    await form.getByText(fields.refused).waitFor();
    await window.iconsDrawn();
    await readmePicture(window, `postForm.${name}`);
  };
  windowTest(`pictures: the upload form, ${name}`, show, { viewport: { width: 1240, height: 800 }, ...options });
}
