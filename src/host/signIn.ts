import * as vscode from "vscode";

export interface SignIn {
  /** The profile that signs in. */
  profile: string;
  by: "sso" | "login";
}

/** The command of the AWS CLI that signs in, as a person types it. */
export function signInCommand({ profile, by }: SignIn): string {
  const name = /^[\w.@+-]+$/.test(profile) ? profile : `"${profile.replace(/["\\$`]/g, "\\$&")}"`;
  return `${by === "sso" ? "aws sso login" : "aws login"} --profile ${name}`;
}

/** In a terminal of its own: the CLI opens the browser, or shows a code. What it leaves in its cache brings the tree back. */
export function signIn(given: unknown): void {
  const { profile, by } = (given ?? {}) as Partial<SignIn>;
  if (typeof profile !== "string" || (by !== "sso" && by !== "login")) return;
  const terminal = vscode.window.createTerminal({ name: vscode.l10n.t("Sign In: {0}", profile) });
  terminal.show();
  terminal.sendText(signInCommand({ profile, by }));
}
