import * as vscode from "vscode";
import { cancellation, type ErrorDetails, isS3Error } from "../../core/errors/errors.ts";
import type { CollisionChoice } from "../../core/objects/planTargets.ts";
import { listNames } from "./confirm.ts";
import { showWarning } from "./messages.ts";

const { t } = vscode.l10n;

/**
 * Plans a copy, move or upload. If several sources have the same target, names them and asks what to do with them.
 * @param plan throws S3Error sourcesCollide if there is no choice
 * @throws S3Error cancelled
 */
export async function askCollisions<Plan>(plan: (choice?: CollisionChoice) => Plan): Promise<Plan> {
  try {
    return plan();
  } catch (error) {
    if (!isS3Error(error) || error.code !== "sourcesCollide") throw error;
    const { sources } = error.details as ErrorDetails["sourcesCollide"];
    const [rename, skip] = [t("Rename"), t("Skip")];
    const detail = [
      listNames(sources),
      "",
      t("Rename adds a number to the names of the others, such as “report (2).csv”."),
      t("Skip uses only the first item of each name."),
    ].join("\n");
    const message = t("Several items have the same name. Rename or skip them?");
    const chosen = await showWarning(message, { modal: true, detail }, rename, skip);
    if (chosen === undefined) throw cancellation();
    return plan(chosen === rename ? "rename" : "skip");
  }
}
