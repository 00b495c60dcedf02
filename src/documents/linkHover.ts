import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import type { SignatureCheck } from "../core/inspect/checkSignature.ts";
import { findLink } from "../core/inspect/inspect.ts";
import type { FoundLink, InspectedUrl } from "../core/inspect/inspectedUrl.ts";
import { checkLink } from "../host/aws/checkLink.ts";
import { knownEndpoints } from "../host/aws/knownEndpoints.ts";
import { linkProblemText } from "../host/text/linkProblemText.ts";
import { type Row, signatureDiffers, timeRows, visible, whatRows } from "../host/text/linkRows.ts";
import type { LinkPlace } from "./renewLinks.ts";
import { linksIn, type TextLink } from "./textLinks.ts";

const { t } = vscode.l10n;

/** Describes a presigned link in any text, without a request. */
export class LinkHover implements vscode.HoverProvider {
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const [link] = linksIn(document, new vscode.Range(position, position));
    if (!link) return undefined;
    const now = new Date();
    const found = findLink(link.text, now, await knownEndpoints(this.#app));
    const { check, method } = await checkLink(this.#app, found);
    const text = description(found, check, method, now);
    text.appendMarkdown(`\n\n${commandLinks(document, link)}`);
    return new vscode.Hover(text, link.range);
  }
}

function description(found: FoundLink, check: SignatureCheck, method: string | undefined, now: Date) {
  const { inspected } = found;
  const certain = method ? { ...inspected, method, operation: inspected.methods[method] as string } : inspected;
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: [commands.testUrl, commands.inspectUrl, commands.renewLink] };
  for (const [label, value] of [...whatRows(certain), ...signerRow(inspected, check), ...timeRows(inspected, now)])
    if (value) appendLine(text, label, value);
  if (check.outcome === "differs") appendLine(text, t("Error"), signatureDiffers(check));
  for (const problem of inspected.problems)
    appendLine(text, problem.severity === "error" ? t("Error") : t("Warning"), linkProblemText(problem));
  return text;
}

function signerRow(link: InspectedUrl, check: SignatureCheck): Row[] {
  const key = link.kind === "cloudFront" ? link.keyPairId : link.signer?.accessKeyId;
  return [[t("Signed by"), check.outcome === "matches" ? `${check.name} (${key})` : key]];
}

/** Names are shown as text, and never as Markdown. */
function appendLine(text: vscode.MarkdownString, label: string, value: string): void {
  text.appendMarkdown("**");
  text.appendText(label);
  text.appendMarkdown("**: ");
  text.appendText(visible(value));
  text.appendMarkdown("  \n");
}

function commandLinks({ uri }: vscode.TextDocument, { range, text }: TextLink): string {
  const place: LinkPlace = { uri: uri.toString(), line: range.start.line, character: range.start.character };
  const link = (title: string, command: string, argument: unknown) =>
    `[${title}](command:${command}?${encodeURIComponent(JSON.stringify([argument]))})`;
  return [
    link(t("Test Link"), commands.testUrl, { url: text }),
    link(t("Inspect"), commands.inspectUrl, { url: text }),
    link(t("Renew Link"), commands.renewLink, place),
  ].join(" | ");
}
