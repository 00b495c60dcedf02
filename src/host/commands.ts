import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { commands } from "../contributions.ts";

type CommandId = (typeof commands)[keyof typeof commands];

/** The only wrapper of every command. Dismissing a prompt is silent. Any other failure is shown and logged. */
export function registerCommand(app: App, id: CommandId, run: (...args: unknown[]) => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      return await run(...args);
    } catch (error) {
      void import("./ui/showError.ts").then(({ showError }) => showError(app, error));
      return undefined;
    }
  });
}
