import type { Workbench } from "../../support/vscode/workbench.ts";
import { type Language, readmePicture, type Setup } from "../setup.ts";

const WORDS = {
  en: {
    copy: "Copy Link",
    copied: "Copied a link to README.md",
    view: /Shared Links/,
    left: /left · .*GetObject/,
    export: ["Share", "Export Presigned URLs…"],
    page: "Web page",
  },
  ko: {
    copy: "링크 복사",
    copied: "README.md 링크를 복사했습니다",
    view: /공유한 링크/,
    left: /남음 · .*GetObject/,
    export: ["공유", "미리 서명된 URL 내보내기…"],
    page: "웹 페이지",
  },
};

/** The view and, in front of it, the formats of an export. */
export async function showSharedLinks(window: Workbench, _: Setup, language: Language): Promise<void> {
  const words = WORDS[language];
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports");
  await window.row("README.md").hover();
  await window.row("README.md").getByRole("button", { name: words.copy }).click();
  await window.toast(words.copied).waitFor();
  await window.page.getByRole("button", { name: words.view }).click();
  await window.page.locator(".monaco-list-row", { hasText: words.left }).first().waitFor();
  await window.openContextMenu(window.row("2026"));
  await window.chooseMenuItem(...words.export);
  await window.quickInputRow(words.page).waitFor();
  await readmePicture(window, `links.${language}`);
}
