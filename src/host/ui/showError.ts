import * as vscode from "vscode";
import type { App } from "../../app.ts";
import { asS3Error } from "../../core/errors/errors.ts";
import { errorMessage, errorText, showLog } from "../text/errorText.ts";
import { showErrorMessage } from "./messages.ts";

/** Shows an error with its cause and next step, and logs it. A dismissed prompt is silent. */
export async function showError(app: App, error: unknown): Promise<void> {
  const failure = asS3Error(error);
  if (failure.code === "cancelled") return;
  app.log.error(failure);
  // VS Code shortens a message without buttons to one line, which would hide the next step.
  const { action = showLog() } = errorText(failure);
  const chosen = await showErrorMessage(errorMessage(failure), action.title);
  if (chosen) await vscode.commands.executeCommand(action.command, ...(action.arguments ?? []));
}
