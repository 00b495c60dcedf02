import * as vscode from "vscode";
import { cancellation } from "../../core/errors/errors.ts";
import { plainWords } from "../text/plainWords.ts";
import { showWarning } from "./messages.ts";

/**
 * Shows a modal dialog with one button to continue.
 * @throws S3Error cancelled if it is dismissed
 */
export async function confirm(message: string, detail: string, button: string): Promise<void> {
  const chosen = await showWarning(message, { modal: true, detail }, button);
  if (chosen !== button) throw cancellation();
}

/**
 * For large, irreversible changes: the user has to type the given name.
 * @throws S3Error cancelled
 */
export async function confirmTyped(title: string, prompt: string, expected: string): Promise<void> {
  const differs = plainWords(vscode.l10n.t("The name doesn't match “{0}”.", expected));
  const typed = await vscode.window.showInputBox({
    title,
    prompt: plainWords(prompt),
    placeHolder: expected,
    ignoreFocusOut: true,
    validateInput: (text) => (text === expected ? undefined : differs),
  });
  if (typed !== expected) throw cancellation();
}

/** The first names, one per line, and how many more there are. */
export function listNames(names: string[], most = 10): string {
  const more = names.length - most;
  const shown = names.slice(0, most).join("\n");
  return more > 0 ? `${shown}\n${vscode.l10n.t("… and {0} more", more)}` : shown;
}
