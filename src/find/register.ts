import type * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";
import { findInBucket } from "./findInBucket.ts";

export function registerFind(app: App): vscode.Disposable {
  return registerCommand(app, commands.find, (...args) => findInBucket(app, args));
}
