import * as vscode from "vscode";
import { cancellation } from "../core/errors/errors.ts";
import { writeLinkFile } from "../core/export/writeLinkFile.ts";
import { agentMayReadLinks } from "../host/settings.ts";
import type { Row } from "../host/text/linkRows.ts";
import { askLocalFile } from "../host/ui/askLocalFile.ts";
import { showWarning } from "../host/ui/messages.ts";
import { rowLines } from "./tool.ts";

const { t } = vscode.l10n;

/** Puts a link where the user wants it. Returns what the model is given for it. */
export type Destination = (link: string) => Promise<string>;

/**
 * Asks the user before a link is created, and where it goes. The model is given the link itself only if the setting and the
 * user allow that.
 * @throws S3Error cancelled, fileFailed
 */
export async function askDestination(question: string, rows: Row[]): Promise<Destination> {
  const [copy, save, show] = [t("Copy Link"), t("Save to File…"), t("Give Link to Model")];
  const detail = [
    t("A language model tool requested this. The model doesn't get the link unless you choose so."),
    rowLines(rows).join("\n"),
  ].join("\n\n");
  const buttons = [copy, save, ...(agentMayReadLinks() ? [show] : [])];
  switch (await showWarning(question, { modal: true, detail }, ...buttons)) {
    case copy:
      return toClipboard;
    case save:
      return toFile(await askLocalFile("link.txt"));
    case show:
      return async (link) => link;
    default:
      throw cancellation();
  }
}

const toClipboard: Destination = async (link) => {
  await vscode.env.clipboard.writeText(link);
  return "[copied to the clipboard]";
};

const toFile =
  (file: string): Destination =>
  async (link) => {
    await writeLinkFile(file, (write) => write(`${link}\n`));
    return `[saved to ${file}]`;
  };
