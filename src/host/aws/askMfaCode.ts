import * as vscode from "vscode";
import { S3Error } from "../../core/errors/errors.ts";
import { ask } from "../ui/prompts.ts";

/**
 * Called once for each session of a role.
 * @throws S3Error cancelled
 */
export function askMfaCode(serial: string, profile: string): Promise<string> {
  return ask(
    {
      title: vscode.l10n.t("MFA Code for Profile {0}", profile),
      prompt: vscode.l10n.t("Enter the code that {0} shows now", serial),
      placeHolder: "123456",
    },
    readMfaCode,
  );
}

function readMfaCode(text: string): string {
  const given = text.trim();
  if (!/^\d{6}$/.test(given)) throw new S3Error("invalidMfaCode", { given });
  return given;
}
