import type * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";

export function registerOperationForm(app: App): vscode.Disposable {
  return registerCommand(app, commands.presignOperation, async (...args) =>
    (await import("./presignOperation.ts")).presignOperation(app, args),
  );
}
