import * as vscode from "vscode";
import type { App } from "../app.ts";
import { configurationSection, settingKeys } from "../contributions.ts";
import { watchAwsFiles } from "../host/aws/watchAwsFiles.ts";
import { BucketsTree } from "./bucketsTree.ts";

/** The settings that rows depend on. While VS Code draws the tree again, it can't run a command on a row. */
const DRAWN = [settingKeys.sortOrder, settingKeys.foldersFirst, settingKeys.pagesPrefix];

/** The tree, which follows connections, AWS files and settings until it is disposed. */
export class WatchedTree extends BucketsTree {
  readonly #listeners: vscode.Disposable;

  constructor(app: App) {
    super(app);
    this.#listeners = vscode.Disposable.from(
      app.connections.onDidChange(() => this.redraw()),
      watchAwsFiles(process.env, {
        settings: () => this.refreshChanged(),
        signIn: () => this.refreshSignedIn(),
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (DRAWN.some((key) => change.affectsConfiguration(`${configurationSection}.${key}`))) this.redraw();
      }),
    );
  }

  override dispose(): void {
    this.#listeners.dispose();
    super.dispose();
  }
}
