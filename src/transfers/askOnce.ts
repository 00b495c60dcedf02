import * as vscode from "vscode";
import { S3Error } from "../core/errors/errors.ts";

export interface Answer<T> {
  title: string;
  value: T;
}

/**
 * Asks about one after the other, until an answer is given for all that follow. Dismissing ends the whole transfer.
 * @param cancel ends what is under way
 */
export function askOnce<T>(answers: Answer<T>[], cancel: () => void): (question: string) => Promise<T> {
  let forAll: T | undefined;
  return async (question) => {
    if (forAll !== undefined) return forAll;
    const choices = answers.flatMap(({ title, value }) => [
      { label: title, value, isForAll: false },
      { label: vscode.l10n.t("{0}, and so for all others", title), value, isForAll: true },
    ]);
    const chosen = await vscode.window.showQuickPick(choices, {
      title: question,
      placeHolder: vscode.l10n.t("Escape ends the transfer"),
      ignoreFocusOut: true,
    });
    if (!chosen) {
      cancel();
      throw new S3Error("cancelled", {});
    }
    if (chosen.isForAll) forAll = chosen.value;
    return chosen.value;
  };
}
