import * as vscode from "vscode";
import type { SignedRequest } from "../../core/sign/signedRequest.ts";
import { pick } from "./prompts.ts";
import { signedView } from "./signedView.ts";

/** Asks for a language and copies a program in it that sends the signed request. */
export async function copyAs(signed: SignedRequest, profile: string): Promise<void> {
  const { snippets } = signedView(signed, profile);
  const title = vscode.l10n.t("Copy as…");
  const choices = snippets.map(({ label, text, refusal = "" }) => ({ label, description: refusal, value: text }));
  const usable = choices.filter((choice): choice is typeof choice & { value: string } => choice.value !== undefined);
  await vscode.env.clipboard.writeText(await pick(title, vscode.l10n.t("Choose how to send the request"), usable));
}
