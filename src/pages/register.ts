import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";
import { requestFiles } from "./requestFiles.ts";
import { sharePage } from "./sharePage.ts";
import { removeEndedPages, withdraw } from "./withdraw.ts";

export function registerPages(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(app, commands.sharePage, (...args) => sharePage(app, args)),
    registerCommand(app, commands.requestFiles, (...args) => requestFiles(app, args)),
    registerCommand(app, commands.withdraw, (...args) => withdraw(app, args)),
    registerCommand(app, commands.removeEndedPages, () => removeEndedPages(app)),
  );
}
