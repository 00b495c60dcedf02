import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import type { LinkInText } from "../core/inspect/findLinks.ts";
import { isPlace } from "../core/inspect/place.ts";
import { knownEndpoints } from "../host/aws/knownEndpoints.ts";
import { pick } from "../host/ui/prompts.ts";
import { showError } from "../host/ui/showError.ts";

/** Reveals an S3 URI of a terminal in the tree, and asks what to do with a presigned link. */
export async function openFound(app: App, { text, kind }: LinkInText): Promise<void> {
  try {
    await vscode.commands.executeCommand(kind === "s3Uri" ? commands.goTo : await ask(app, text), text);
  } catch (error) {
    void showError(app, error);
  }
}

/** @returns the command to run with the link */
async function ask(app: App, link: string): Promise<string> {
  const hasPlace = isPlace(link, await knownEndpoints(app));
  return pick(vscode.l10n.t("Presigned Link"), vscode.l10n.t("Choose what to do with the link"), [
    { label: vscode.l10n.t("Inspect"), iconPath: new vscode.ThemeIcon("search"), value: commands.inspectUrl },
    { label: vscode.l10n.t("Test"), iconPath: new vscode.ThemeIcon("beaker"), value: commands.testUrl },
    ...(hasPlace
      ? [
          {
            label: vscode.l10n.t("Reveal in Tree"),
            iconPath: new vscode.ThemeIcon("list-tree"),
            value: commands.goTo,
          },
        ]
      : []),
    // Given a text instead of a Uri, which would be encoded otherwise than it was signed.
    { label: vscode.l10n.t("Open in Browser"), iconPath: new vscode.ThemeIcon("globe"), value: "vscode.open" },
  ]);
}
