import * as vscode from "vscode";
import { posixShell } from "../../core/text/quote.ts";

export interface SignIn {
  /** The profile that signs in. */
  profile: string;
  by: "sso" | "login";
}

/** What every shell takes for a word and nothing else. */
const isPlain = (text: string) => /^[\w.@+-]+$/.test(text);

const argumentsOf = ({ profile, by }: SignIn) => [
  ...(by === "sso" ? ["sso", "login"] : ["login"]),
  "--profile",
  profile,
];

/** The command of the AWS CLI that signs in, as a person types it. */
export function signInCommand(signIn: SignIn): string {
  return ["aws", ...argumentsOf(signIn).map((word) => (isPlain(word) ? word : posixShell(word)))].join(" ");
}

/** In a terminal of its own: the CLI opens the browser, or shows a code. What it leaves in its cache brings the tree back. */
export function signIn(given: unknown): void {
  const { profile, by } = (given ?? {}) as Partial<SignIn>;
  if (typeof profile !== "string" || (by !== "sso" && by !== "login")) return;
  const name = vscode.l10n.t("Sign In: {0}", profile);
  // Shells differ in their quotes, and a terminal heeds control characters even within them: other names never come near one.
  const direct = !isPlain(profile) && { shellPath: "aws", shellArgs: argumentsOf({ profile, by }) };
  const terminal = vscode.window.createTerminal({ name, ...direct });
  terminal.show();
  if (!direct) terminal.sendText(signInCommand({ profile, by }));
}
