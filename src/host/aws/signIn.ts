import * as vscode from "vscode";
import type { App } from "../../app.ts";
import { isPlain, type SignIn, signInArguments, signInCommand } from "../text/signInCommand.ts";
import { pick } from "../ui/prompts.ts";

/**
 * Opens a terminal in which the AWS CLI signs in. The CLI opens the browser or shows a code. When it writes its files,
 * the tree refreshes.
 * @param given a SignIn; without it, the user is asked
 * @throws S3Error cancelled
 */
export async function signIn(app: App, given: unknown): Promise<void> {
  const { profile, by } = given === undefined ? await askSignIn(app) : (given as Partial<SignIn>);
  if ((profile !== undefined && typeof profile !== "string") || (by !== "sso" && by !== "login")) return;
  const chosen: SignIn = { by, ...(profile !== undefined && { profile }) };
  const name = profile === undefined ? vscode.l10n.t("Sign In to AWS") : vscode.l10n.t("Sign In: {0}", profile);
  // Quoting differs between shells, and a terminal acts on control characters even inside quotes. Any other name is
  // therefore passed to the CLI directly, without a shell.
  const direct = !isPlain(profile ?? by) && { shellPath: "aws", shellArgs: signInArguments(chosen) };
  const terminal = vscode.window.createTerminal({ name, ...direct });
  terminal.show();
  if (!direct) terminal.sendText(signInCommand(chosen));
}

/** Offers the profiles that need a sign-in, and the AWS CLI's two ways to get such a profile. */
async function askSignIn(app: App): Promise<SignIn> {
  const { config } = await app.s3().profiles();
  const known = [...config.profiles].flatMap(([profile, settings]): SignIn[] => {
    if (settings.sso_session || settings.sso_start_url) return [{ profile, by: "sso" }];
    return settings.login_session ? [{ profile, by: "login" }] : [];
  });
  const choice = (label: string, value: SignIn) => ({ label, description: signInCommand(value), value });
  return pick(vscode.l10n.t("Sign In to AWS"), vscode.l10n.t("Choose how to sign in"), [
    ...known.map((value) => choice(value.profile ?? "", value)),
    choice(vscode.l10n.t("Set up IAM Identity Center (SSO)"), { by: "sso" }),
    choice(vscode.l10n.t("Use AWS console credentials"), { by: "login" }),
  ]);
}
