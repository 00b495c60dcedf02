import * as vscode from "vscode";
import type { App } from "../app.ts";
import { aria2 } from "../core/export/formats/aria2.ts";
import { csv } from "../core/export/formats/csv.ts";
import { curl } from "../core/export/formats/curl.ts";
import { html } from "../core/export/formats/html.ts";
import { jsonLines } from "../core/export/formats/jsonLines.ts";
import type { LinkFormat } from "../core/export/formats/linkFormat.ts";
import { markdown } from "../core/export/formats/markdown.ts";
import { plain } from "../core/export/formats/plain.ts";
import { wget } from "../core/export/formats/wget.ts";
import { formatCount } from "../host/text/format.ts";
import { pageParts } from "../host/ui/pageParts.ts";
import type { ListQuestion } from "../host/ui/question.ts";

/** Maximum number of links on the clipboard. Other programs struggle to paste more. */
export const CLIPBOARD_LIMIT = 10_000;

/** Where the links go, and in which format. */
export interface ExportForm {
  format: LinkFormat;
  clipboard: boolean;
}

/** The preselected form. */
export const usualForm: ExportForm = { format: plain, clipboard: true };

export async function exportFormQuestion<D>(app: App, draftWith: (form: ExportForm) => D): Promise<ListQuestion<D>> {
  const { t } = vscode.l10n;
  const file = (label: string, description: string, format: LinkFormat) => ({
    label,
    description,
    value: draftWith({ format, clipboard: false }),
  });
  const choices = [
    {
      label: t("Clipboard"),
      description: t("One URL per line, up to {0}", formatCount(CLIPBOARD_LIMIT)),
      value: draftWith(usualForm),
    },
    file(t("Web page"), t("One HTML file with folders, sizes, and search"), html(await pageParts(app, "linkIndex"))),
    file(t("Spreadsheet"), "CSV", csv),
    file("Markdown", t("A list of links"), markdown),
    file(t("List for wget"), "wget -i", wget),
    file(t("List for aria2"), "aria2c -i", aria2),
    file(t("Configuration for curl"), "curl -K", curl),
    file("JSON Lines", t("One JSON object per line, for programs"), jsonLines),
  ];
  return { placeHolder: t("Choose an export format"), choices };
}
