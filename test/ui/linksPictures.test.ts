import { readmePicture, useSetup } from "./setup.ts";

const windowTest = useSetup({ oneWindow: true });

const WORDS = {
  en: {
    copy: "Copy Presigned URL",
    copied: "Copied a link to README.md",
    view: /Shared Links/,
    left: /left · GetObject/,
    export: "Export Presigned URLs…",
    page: "Web page",
  },
  ko: {
    copy: "미리 서명된 URL 복사",
    copied: "README.md 링크를 복사했습니다",
    view: /공유한 링크/,
    left: /남음 · GetObject/,
    export: "미리 서명된 URL 내보내기…",
    page: "웹 페이지",
  },
};

for (const [language, words] of Object.entries(WORDS)) {
  windowTest(
    `the Shared Links view and the formats of an export, in ${language}`,
    async (window) => {
      await window.openView("S3 Presign");
      await window.expand("demo", "acme-reports");
      await window.row("README.md").hover();
      await window.row("README.md").getByRole("button", { name: words.copy }).click();
      await window.toast(words.copied).waitFor();
      await window.page.getByRole("button", { name: words.view }).click();
      await window.page.locator(".monaco-list-row", { hasText: words.left }).first().waitFor();
      await window.openContextMenu(window.row("2026"));
      await window.chooseMenuItem(words.export);
      await window.quickInputRow(words.page).waitFor();
      await readmePicture(window, `links.${language}`);
    },
    language === "ko" ? { language } : {},
  );
}
