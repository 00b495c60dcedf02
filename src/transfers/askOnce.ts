import * as vscode from "vscode";
import { cancellation } from "../core/errors/errors.ts";

export interface Answer<T> {
  title: string;
  /** Describes the consequence. */
  detail?: string;
  value: T;
}

/**
 * Asks one question at a time, until an answer applies to all that follow. Dismissing a question cancels the whole
 * transfer.
 * @param readAnswers called once, before the first question
 * @param cancel aborts the transfer
 */
export function askOnce<T>(
  readAnswers: () => Promise<Answer<T>[]>,
  cancel: () => void,
): (question: string) => Promise<T> {
  let answers: Promise<Answer<T>[]> | undefined;
  let forAll: T | undefined;
  return async (question) => {
    if (forAll !== undefined) return forAll;
    answers ??= readAnswers();
    const choices = (await answers).flatMap(({ title, detail, value }) => [
      { label: title, ...(detail && { detail }), value, isForAll: false },
      { label: vscode.l10n.t("{0} for All", title), value, isForAll: true },
    ]);
    const chosen = await vscode.window.showQuickPick(choices, {
      title: question,
      placeHolder: vscode.l10n.t("Press Escape to cancel the transfer. Completed files are kept."),
      ignoreFocusOut: true,
    });
    if (!chosen) {
      cancel();
      throw cancellation();
    }
    if (chosen.isForAll) forAll = chosen.value;
    return chosen.value;
  };
}
