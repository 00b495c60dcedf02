import * as vscode from "vscode";
import { findLink } from "../core/inspect/inspect.ts";
import { crossesOutExpiredLinks } from "../host/settings.ts";
import { linksIn } from "./textLinks.ts";
import { watchDocuments } from "./watchDocuments.ts";

/** Milliseconds. Links expire while a document is open. */
const INTERVAL = 60_000;

/** Crosses out the expired links that editors show, if the setting says so. */
export function crossOutExpiredLinks(): vscode.Disposable {
  let line: vscode.TextEditorDecorationType | undefined;
  const draw = (editor: vscode.TextEditor) => {
    if (crossesOutExpiredLinks())
      line ??= vscode.window.createTextEditorDecorationType({ textDecoration: "line-through" });
    if (line) editor.setDecorations(line, crossesOutExpiredLinks() ? expiredIn(editor) : []);
  };
  const drawAll = () => vscode.window.visibleTextEditors.forEach(draw);
  const timer = setInterval(drawAll, INTERVAL);
  return vscode.Disposable.from(
    watchDocuments((document) => {
      vscode.window.visibleTextEditors.filter((editor) => editor.document === document).forEach(draw);
    }),
    vscode.window.onDidChangeVisibleTextEditors(drawAll),
    vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => draw(textEditor)),
    { dispose: () => clearInterval(timer) },
    { dispose: () => line?.dispose() },
  );
}

/** Only what can be seen, since a log can have thousands of them. */
export function expiredIn({ document, visibleRanges }: vscode.TextEditor, now = new Date()): vscode.Range[] {
  const links = visibleRanges.flatMap((visible) => linksIn(document, visible));
  return links.filter(({ text }) => (findLink(text, now).inspected.secondsLeft ?? 1) <= 0).map(({ range }) => range);
}
