import * as vscode from "vscode";
import type { App } from "../app.ts";
import { findLinksInText, type LinkInText } from "../core/inspect/findLinks.ts";

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
    await (await import("./openFound.ts")).openFound(this.#app, found);
  }
}
