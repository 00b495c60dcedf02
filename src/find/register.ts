import type * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";

export function registerFind(app: App): vscode.Disposable {
  return registerCommand(app, commands.find, async (...args) =>
    (await import("./findInBucket.ts")).findInBucket(app, args),
  );
}
