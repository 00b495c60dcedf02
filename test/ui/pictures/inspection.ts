import type { Workbench } from "../../support/vscode/workbench.ts";
import { lens, shown, signed } from "../inspectSetup.ts";
import { type Language, readmePicture, type Setup } from "../setup.ts";

const WORDS = {
  en: { command: "S3 Presign: Inspect Presigned URL…", test: "Test Link" },
  ko: { command: "S3 Presign: 미리 서명된 URL 검사…", test: "링크 테스트" },
};

export async function showInspection(window: Workbench, setup: Setup, language: Language): Promise<void> {
  const { command, test } = WORDS[language];
  const inspect = async (link: string) => {
    await window.setClipboard(link);
    await window.runCommand(command);
    await window.prompt("curl");
    await window.page.keyboard.press("Enter");
  };
  await inspect(await signed(setup, "2026/q3/분기 보고서.txt"));
  await shown(window, "AKIAALICEALICEALICE1").waitFor();
  await lens(window, "JSON").waitFor();
  await readmePicture(window, `inspect.${language}`);
  await lens(window, test).click();
  await window.toast(/18/).waitFor();
  await readmePicture(window, `testLink.${language}`);
  await window.runCommand("Notifications: Clear All Notifications");
  const bad = (await signed(setup, "../a+b.txt", new Date(Date.now() - 7_200_000)))
    .replace(setup.s3.endpoint, "http://eu.data.s3.eu-west-1.amazonaws.com")
    .replace("SignedHeaders=host", "SignedHeaders=content-type%3Bhost")
    .replace("&x-id=GetObject", "&response-cache-control=no-store");
  await inspect(`${bad}&X-Amz-Security-Token=T`);
  await shown(window, "eu-west-1").first().waitFor();
  await lens(window, "JSON").waitFor();
  await readmePicture(window, `inspectProblems.${language}`);
}
