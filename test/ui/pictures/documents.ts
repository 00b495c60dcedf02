import type { Workbench } from "../../support/vscode/workbench.ts";
import { dragIntoEditor, dropMenu, editorHas, hoverOver, withMarkdown } from "../documentSetup.ts";
import { type Language, readmePicture, type Setup } from "../setup.ts";

const WORDS = { en: { week: "7 days", renew: "Renew Link" }, ko: { week: "7일", renew: "링크 갱신" } };

/** The forms of an object that was dragged into a document, and the hover on its link. */
export async function showDocuments(window: Workbench, _: Setup, language: Language): Promise<void> {
  const { week, renew } = WORDS[language];
  const { page } = window;
  await window.openView("S3 Presign");
  await window.expand("demo", "acme-reports", "2026", "q3");
  await withMarkdown(window, async () => {
    await dragIntoEditor(window, "figures.csv");
    await editorHas(window, "[figures");
    await dropMenu(window).click();
    await page.locator(".action-widget").getByText(week).waitFor();
    await readmePicture(window, `dropLink.${language}`);
    await page.keyboard.press("Escape");
    const text = page.locator(".part.editor .view-line").first();
    await hoverOver(text, page.locator(".monaco-hover").getByText(renew), 200);
    await readmePicture(window, `linkHover.${language}`);
    await page.mouse.move(0, 0);
  });
}
