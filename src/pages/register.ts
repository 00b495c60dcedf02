import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";

export function registerPages(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(app, commands.sharePage, async (...args) => (await import("./sharePage.ts")).sharePage(app, args)),
    registerCommand(app, commands.requestFiles, async (...args) =>
      (await import("./requestFiles.ts")).requestFiles(app, args),
    ),
    registerCommand(app, commands.withdraw, async (...args) => (await import("./withdraw.ts")).withdraw(app, args)),
    registerCommand(app, commands.removeEndedPages, async () => (await import("./withdraw.ts")).removeEndedPages(app)),
  );
}
