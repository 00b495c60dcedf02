import type { Workbench } from "../../support/vscode/workbench.ts";
import { type Language, readmePicture, type Setup } from "../setup.ts";

const WORDS = {
  en: {
    copy: "Copy Link",
    options: "Copy Link with Options…",
    copied: "Copied a link to figures.csv",
    never: "Don't Show Again",
    hour: "1 hour",
    config: "S3 Presign: Open AWS Config File",
  },
  ko: {
    copy: "링크 복사",
    options: "옵션을 지정하여 링크 복사…",
    copied: "figures.csv",
    never: "다시 표시 안 함",
    hour: "1시간",
    config: "S3 Presign: AWS 구성 파일 열기",
  },
};

/** From the context menu to the notification, the choice of an expiry, and the config file. */
export async function showCopying(window: Workbench, _: Setup, language: Language): Promise<void> {
  const words = WORDS[language];
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports", "2026", "q3");
  await window.widenSideBar(420);
  // The server of the pictures is this computer, unlike most servers.
  await window.row("figures.csv").hover();
  await window.row("figures.csv").getByRole("button", { name: words.copy }).click();
  await window.toast(words.copied).getByRole("button", { name: words.never }).click();
  await window.clearToasts();
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
}
