import type * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";

export function registerPostForm(app: App): vscode.Disposable {
  return registerCommand(app, commands.createUploadForm, async (...args) =>
    (await import("./createUploadForm.ts")).createUploadForm(app, args),
  );
}
