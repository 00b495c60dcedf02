import * as vscode from "vscode";
import type { App } from "../../app.ts";
import { commands } from "../../contributions.ts";
import { asS3Error, deniedAction, type ErrorDetails, type S3Error } from "../../core/errors/errors.ts";
import type { ErrorAction } from "../text/errorSentence.ts";
import { errorMessage, errorText, showLog } from "../text/errorText.ts";
import { showErrorMessage } from "./messages.ts";

/** Shows an error with its cause and next step, and logs it. A dismissed prompt is silent. */
export async function showError(app: App, error: unknown): Promise<void> {
  const failure = asS3Error(error);
  if (failure.code === "cancelled") return;
  app.log.error(failure);
  // VS Code shortens a message without buttons to one line, which would hide the next step.
  const { action = showLog() } = errorText(failure);
  const actions = [action, ...payment(failure)];
  const title = await showErrorMessage(errorMessage(failure), ...actions.map((each) => each.title));
  const chosen = actions.find((each) => each.title === title);
  if (chosen) await vscode.commands.executeCommand(chosen.command, ...(chosen.arguments ?? []));
}

/** Access to a bucket that charges the requester is denied without a reason. The tree has a notice for it. */
function payment({ code, details, cause }: S3Error): ErrorAction[] {
  if (code !== "accessDenied" || deniedAction(cause)) return [];
  const { profile: connection, bucket } = details as ErrorDetails["accessDenied"];
  if (!bucket) return [];
  const node = { kind: "bucket", at: { connection, bucket } };
  return [{ title: vscode.l10n.t("Requester Pays…"), command: commands.requesterPays, arguments: [node] }];
}
