import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";
import { download } from "./download.ts";
import { upload } from "./upload.ts";

export function registerTransfers(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(app, commands.download, (...args) => download(app, args)),
    registerCommand(app, commands.upload, (...args) => upload(app, args)),
  );
}
