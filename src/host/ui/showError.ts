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
  const { action = showLog(), alternative } = errorText(failure);
  const actions = [action, ...(alternative ? [alternative] : [])];
  const title = await showErrorMessage(errorMessage(failure), ...actions.map((each) => each.title));
  const chosen = actions.find((each) => each.title === title);
  if (chosen) await vscode.commands.executeCommand(chosen.command, ...(chosen.arguments ?? []));
}
