import { generateKeyPairSync } from "node:crypto";
import type { Workbench } from "../../support/vscode/workbench.ts";
import { type Language, readmePicture, type Setup } from "../setup.ts";

/** Each language has a bucket of its own: the distribution of a bucket is asked for only once. */
const WORDS = {
  en: {
    path: ["acme-reports", "2026", "q3", "figures.csv"],
    keyPairId: "K2JCJMDEHXQW5F",
    share: "Share",
    copy: "Copy CloudFront Signed URL…",
    paste: "Paste It…",
    month: "30 days",
  },
  ko: {
    path: ["eu-archive", "2019", "ledger.csv"],
    keyPairId: "K36X4X2EO997HM",
    share: "공유",
    copy: "CloudFront 서명된 URL 복사…",
    paste: "붙여넣기…",
    month: "30일",
  },
};

/** The first question about a distribution, and the choice of an expiry. */
export async function showCloudFront(window: Workbench, _: Setup, language: Language): Promise<void> {
  const words = WORDS[language];
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  await window.openView("S3 Presign");
  await window.expand("demo", ...words.path.slice(0, -1));
  await window.openContextMenu(window.row(words.path.at(-1) as string));
  await window.chooseMenuItem(words.share, words.copy);
  for (const [index, text] of ["files.example.com", words.keyPairId, ""].entries()) {
    const number = window.page.locator(".quick-input-title").filter({ hasText: `(${index + 1}/` });
    await window.quickInput.filter({ has: number }).locator("input.input:focus").waitFor();
    if (text === "files.example.com") await readmePicture(window, `cloudFrontDomain.${language}`);
    await window.answer(text);
  }
  await window.quickInputRow(words.paste).click();
  await window.quickInput.locator('input[type="password"]').waitFor();
  await window.answer(privateKey.export({ type: "pkcs8", format: "pem" }) as string);
  await window.quickInputRow(words.month).waitFor();
  await readmePicture(window, `cloudFront.${language}`);
  await window.page.keyboard.press("Escape");
}
