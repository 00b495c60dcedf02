import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { findLinksInText, type LinkInText } from "../core/inspect/findLinks.ts";
import { isPlace } from "../core/inspect/place.ts";
import { knownEndpoints } from "../host/aws/knownEndpoints.ts";
import { pick } from "../host/ui/prompts.ts";
import { showError } from "../host/ui/showError.ts";

/** The link itself is not part of the tooltip: it can be as long as the window. */
export interface S3TerminalLink extends vscode.TerminalLink {
  found: LinkInText;
}

/** S3 URIs and presigned links in terminals. Takes precedence over VS Code's own links to the same text. */
export class TerminalLinks implements vscode.TerminalLinkProvider<S3TerminalLink> {
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  provideTerminalLinks({ line }: Pick<vscode.TerminalLinkContext, "line">): S3TerminalLink[] {
    return findLinksInText(line).map((found) => ({
      startIndex: found.start,
      length: found.end - found.start,
      tooltip:
        found.kind === "s3Uri"
          ? vscode.l10n.t("Reveal in S3 Presign view")
          : vscode.l10n.t("Inspect or open presigned link"),
      found,
    }));
  }

  async handleTerminalLink({ found }: S3TerminalLink): Promise<void> {
    const { text, kind } = found;
    try {
      await vscode.commands.executeCommand(kind === "s3Uri" ? commands.goTo : await this.#ask(text), text);
    } catch (error) {
      void showError(this.#app, error);
    }
  }

  /** @returns the command to run with the link */
  async #ask(link: string): Promise<string> {
    const hasPlace = isPlace(link, await knownEndpoints(this.#app));
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
}
