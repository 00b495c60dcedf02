import * as vscode from "vscode";
import type { App } from "../app.ts";
import { isS3Error, type S3Error } from "../core/errors/errors.ts";
import { firstToExpire } from "../core/sign/linkTimes.ts";
import { errorMessage } from "../host/text/errorText.ts";
import { linkCount } from "../host/text/format.ts";
import { showErrorMessage, showInformation, showWarning } from "../host/ui/messages.ts";
import { endSentence, warningTexts } from "../host/ui/signedView.ts";
import { type Renewed, Renewer } from "./renewer.ts";
import { foundIn, linksIn } from "./textLinks.ts";

/** Where a link is in a document, as plain JSON. */
export interface LinkPlace {
  uri: string;
  line: number;
  character: number;
}

/** Renews the link at a given place, or else those at the cursors of the active editor. */
export async function renewLink(app: App, given: unknown): Promise<void> {
  const at = placeIn(given);
  const editor = vscode.window.activeTextEditor;
  const document = at?.document ?? editor?.document;
  const ranges = at ? [at.range] : (editor?.selections ?? []);
  const links = document ? ranges.flatMap((range) => linksIn(document, range)) : [];
  if (!document || links.length === 0)
    return void showInformation(vscode.l10n.t("There is no presigned link at this position."));
  await renew(app, document, links);
}

export async function renewLinksInFile(app: App): Promise<void> {
  const { document } = vscode.window.activeTextEditor ?? {};
  const links = document ? linksIn(document) : [];
  if (!document || links.length === 0)
    return void showInformation(vscode.l10n.t("There is no presigned link in this file."));
  await renew(app, document, links);
}

function placeIn(given: unknown): { document: vscode.TextDocument; range: vscode.Range } | undefined {
  const { uri, line, character } = (given ?? {}) as Partial<LinkPlace>;
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri);
  if (!document || !Number.isSafeInteger(line) || !Number.isSafeInteger(character)) return undefined;
  const position = new vscode.Position(line as number, character as number);
  return { document, range: new vscode.Range(position, position) };
}

/** Signs each link once, however often the document has it, and replaces all of them in one edit. */
async function renew(app: App, document: vscode.TextDocument, links: { text: string }[]): Promise<void> {
  const renewer = new Renewer(app, vscode.l10n.t("Renew Link"));
  const renewed = new Map<string, Renewed>();
  const failed: S3Error[] = [];
  for (const text of new Set(links.map((link) => link.text))) {
    try {
      renewed.set(text, await renewer.renew(text));
    } catch (error) {
      if (!isS3Error(error) || error.code === "cancelled") throw error;
      app.log.error(error);
      failed.push(error);
    }
  }
  const count = renewed.size > 0 ? await replaceLinks(document, renewed) : 0;
  if (count > 0) app.shared.fire([...renewed.values()].map(({ entry }) => entry));
  report(count, [...renewed.values()], failed);
}

/** The document may have changed while the links were signed, so they are looked for again. */
async function replaceLinks(document: vscode.TextDocument, renewed: Map<string, Renewed>): Promise<number> {
  const edit = new vscode.WorkspaceEdit();
  let count = 0;
  for (const { range, text } of foundIn(document, "link")) {
    const link = renewed.get(text);
    if (!link) continue;
    edit.replace(document.uri, range, link.text);
    count++;
  }
  return (await vscode.workspace.applyEdit(edit)) ? count : 0;
}

function report(count: number, renewed: Renewed[], failed: S3Error[]): void {
  const [error] = failed;
  const reason = error ? errorMessage(error) : "";
  const left = error ? [vscode.l10n.t("{0} could not be renewed: {1}", linkCount(failed.length), reason)] : [];
  const first = firstToExpire(renewed.map(({ signed }) => signed));
  if (!first || count === 0) return void showErrorMessage(left.join(" ") || vscode.l10n.t("The file can't be edited."));
  const signers = [...new Set(renewed.map(({ signer }) => signer))];
  const warnings = new Set(renewed.flatMap(({ signed }) => warningTexts(signed)));
  const done = vscode.l10n.t("Renewed {0}.", linkCount(count));
  const show = left.length + warnings.size === 0 ? showInformation : showWarning;
  void show([done, endSentence(first, signers.join(", ")), ...warnings, ...left].join(" "));
}
