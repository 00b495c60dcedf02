import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { readOpenLink } from "../core/inspect/openLink.ts";
import { showError } from "../host/ui/showError.ts";

/** Links from outside VS Code that open the tree at a place. The command asks before it does anything. */
export class OpenLinks implements vscode.UriHandler {
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  async handleUri(uri: Pick<vscode.Uri, "path" | "query" | "fragment">): Promise<void> {
    try {
      await vscode.commands.executeCommand(commands.goTo, readOpenLink(uri));
    } catch (error) {
      void showError(this.#app, error);
    }
  }
}
