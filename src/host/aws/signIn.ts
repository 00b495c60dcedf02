import * as vscode from "vscode";
import { isPlain, type SignIn, signInArguments, signInCommand } from "../text/signInCommand.ts";

/** In a terminal of its own: the CLI opens the browser, or shows a code. What it leaves in its cache brings the tree back. */
export function signIn(given: unknown): void {
  const { profile, by } = (given ?? {}) as Partial<SignIn>;
  if (typeof profile !== "string" || (by !== "sso" && by !== "login")) return;
  const name = vscode.l10n.t("Sign In: {0}", profile);
  // Shells differ in their quotes, and a terminal heeds control characters even within them: other names never come near one.
  const direct = !isPlain(profile) && { shellPath: "aws", shellArgs: signInArguments({ profile, by }) };
  const terminal = vscode.window.createTerminal({ name, ...direct });
  terminal.show();
  if (!direct) terminal.sendText(signInCommand({ profile, by }));
}
