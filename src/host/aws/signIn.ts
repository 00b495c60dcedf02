import * as vscode from "vscode";
import { isPlain, type SignIn, signInArguments, signInCommand } from "../text/signInCommand.ts";

/**
 * Opens a terminal in which the AWS CLI signs in. The CLI opens the browser or shows a code. When it writes its cache,
 * the tree refreshes.
 */
export function signIn(given: unknown): void {
  const { profile, by } = (given ?? {}) as Partial<SignIn>;
  if (typeof profile !== "string" || (by !== "sso" && by !== "login")) return;
  const name = vscode.l10n.t("Sign In: {0}", profile);
  // Quoting differs between shells, and a terminal acts on control characters even inside quotes. Any other name is
  // therefore passed to the CLI directly, without a shell.
  const direct = !isPlain(profile) && { shellPath: "aws", shellArgs: signInArguments({ profile, by }) };
  const terminal = vscode.window.createTerminal({ name, ...direct });
  terminal.show();
  if (!direct) terminal.sendText(signInCommand({ profile, by }));
}
