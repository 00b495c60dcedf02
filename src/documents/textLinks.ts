import * as vscode from "vscode";
import { findLinksInText, type LinkInText } from "../core/inspect/findLinks.ts";
import { readsLinksInText } from "../host/settings.ts";

/** Characters. In larger files, links are plain text. */
const MAX_SIZE = 5_000_000;

/** A presigned link in a document. */
export interface TextLink {
  range: vscode.Range;
  /** As it is written there, which may be with escapes. */
  text: string;
}

/** Whether links in the document are read at all. */
export function isReadable(document: vscode.TextDocument): boolean {
  return readsLinksInText() && sizeOf(document) <= MAX_SIZE;
}

/** In characters. The text itself is not put together for this. */
function sizeOf(document: vscode.TextDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}

/** The presigned links in a document; those that a range touches if there is one. */
export function linksIn(document: vscode.TextDocument, range?: vscode.Range): TextLink[] {
  if (!isReadable(document)) return [];
  const lines = range && new vscode.Range(range.start.line, 0, range.end.line, Number.MAX_SAFE_INTEGER);
  const links = foundIn(document, "link", lines);
  return range ? links.filter((link) => link.range.intersection(range) !== undefined) : links;
}

/** The links of a kind in a document, or in a part of it. */
export function foundIn(document: vscode.TextDocument, kind: LinkInText["kind"], part?: vscode.Range): TextLink[] {
  const offset = part ? document.offsetAt(part.start) : 0;
  const found = findLinksInText(document.getText(part)).filter((link) => link.kind === kind);
  return found.map(({ start, end, text }) => ({
    range: new vscode.Range(document.positionAt(offset + start), document.positionAt(offset + end)),
    text,
  }));
}
