import * as vscode from "vscode";
import { configurationSection } from "../contributions.ts";

/** Milliseconds after the last change. */
const DELAY = 500;

/** Runs a check for each document that is open, and again some time after it or the settings have changed. */
export function watchDocuments(check: (document: vscode.TextDocument) => void): vscode.Disposable {
  const timers = new Map<vscode.TextDocument, NodeJS.Timeout>();
  const stop = (document: vscode.TextDocument) => {
    clearTimeout(timers.get(document));
    timers.delete(document);
  };
  const schedule = (document: vscode.TextDocument) => {
    stop(document);
    timers.set(
      document,
      setTimeout(() => {
        timers.delete(document);
        check(document);
      }, DELAY),
    );
  };
  const scheduleAll = () => vscode.workspace.textDocuments.forEach(schedule);
  scheduleAll();
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(schedule),
    vscode.workspace.onDidChangeTextDocument(({ document }) => schedule(document)),
    vscode.workspace.onDidSaveTextDocument(schedule),
    vscode.workspace.onDidCloseTextDocument(stop),
    vscode.window.onDidChangeActiveTextEditor((editor) => editor && schedule(editor.document)),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(configurationSection)) scheduleAll();
    }),
    { dispose: () => [...timers.keys()].forEach(stop) },
  );
}
