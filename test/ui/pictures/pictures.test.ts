import type { Workbench } from "../../support/vscode/workbench.ts";
import { type Language, type Setup, useSetup, type WindowOptions } from "../setup.ts";
import { showCloudFront } from "./cloudFront.ts";
import { showCopying } from "./copying.ts";
import { showDocuments } from "./documents.ts";
import { showInspection } from "./inspection.ts";
import { showOperationForm } from "./operationForm.ts";
import { showPages } from "./pages.ts";
import { showShareAddress } from "./shareAddress.ts";
import { showSharedLinks } from "./sharedLinks.ts";
import { showUploadForm } from "./uploadForm.ts";

/**
 * Pictures of the READMEs and the walkthrough; these tests verify that everything shown can be reached. A run that takes
 * no pictures does so in Korean, since other tests take the same steps in English. What a picture leaves in the window,
 * such as a wider side bar, does not show in the next ones.
 */
const windowTest = useSetup();

/** A form is a separate page in the window, so it is pictured in each of the three kinds of theme. */
const THEMES: Record<Language, Record<string, Pick<WindowOptions, "theme">>> = {
  en: { en: {}, dark: { theme: "dark" }, highContrast: { theme: "highContrast" } },
  ko: { ko: {} },
};

const languages: Language[] = process.env.S3_PRESIGN_PICTURES ? ["en", "ko"] : ["ko"];

for (const language of languages) {
  const add = (
    title: string,
    show: (window: Workbench, setup: Setup, language: Language) => Promise<void>,
    options: WindowOptions,
  ) =>
    windowTest(`pictures: ${title}`, (window, setup) => show(window, setup, language), {
      ...options,
      ...(language === "ko" && { language }),
    });
  add(`inspection, ${language}`, showInspection, { viewport: { width: 1040, height: 650 } });
  for (const [name, theme] of Object.entries(THEMES[language])) {
    add(`the operation form, ${name}`, (window) => showOperationForm(window, language, name), {
      viewport: { width: 1240, height: 960 },
      ...theme,
    });
    add(`the upload form, ${name}`, (window) => showUploadForm(window, language, name), {
      viewport: { width: 1240, height: 1060 },
      ...theme,
    });
  }
  add(`copying a link, ${language}`, showCopying, { viewport: { width: 1040, height: 650 } });
  add(`links in documents, ${language}`, showDocuments, { viewport: { width: 1040, height: 650 } });
  add(`CloudFront, ${language}`, showCloudFront, { viewport: { width: 1040, height: 650 } });
  add(`Shared Links and an export, ${language}`, showSharedLinks, {});
  add(`the pages of recipients, ${language}`, showPages, { viewport: { width: 1040, height: 650 } });
  add(`a share address, ${language}`, showShareAddress, { viewport: { width: 1040, height: 650 } });
}
