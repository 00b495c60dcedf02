import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { commands } from "../contributions.ts";
import { isS3Error, S3Error } from "../core/errors/errors.ts";
import { errorText, showLog } from "./text/errorText.ts";
import { showErrorMessage } from "./ui/messages.ts";

type CommandId = (typeof commands)[keyof typeof commands];

/** The one wrapper round every command: a dismissed prompt is silent, any other failure is told and logged. */
export function registerCommand(app: App, id: CommandId, run: (...args: unknown[]) => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      return await run(...args);
    } catch (error) {
      void showError(app, error);
      return undefined;
    }
  });
}

/** Told with its cause and next step, and logged; a dismissed prompt is neither. */
export async function showError(app: App, error: unknown): Promise<void> {
  const failure = isS3Error(error) ? error : new S3Error("unexpected", { reason: String(error) }, { cause: error });
  if (failure.code === "cancelled") return;
  app.log.error(failure);
  // VS Code cuts a message without a button to one line, and the next step would be lost.
  const { cause, next, action = showLog() } = errorText(failure);
  const chosen = await showErrorMessage(`${cause} ${next}`, action.title);
  if (chosen) await vscode.commands.executeCommand(action.command, ...(action.arguments ?? []));
}
