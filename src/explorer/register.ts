import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, views } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";
import { watchAwsFiles } from "../host/watchAwsFiles.ts";
import { BucketsTree } from "./bucketsTree.ts";
import { goTo } from "./goTo.ts";
import type { LoadMoreNode, Node } from "./nodes.ts";

export function registerExplorer(app: App): vscode.Disposable {
  const tree = new BucketsTree(app);
  const view = vscode.window.createTreeView<Node>(views.buckets, {
    treeDataProvider: tree,
    canSelectMany: true,
    showCollapseAll: true,
    dragAndDropController: app.treeDragAndDrop(),
  });
  return vscode.Disposable.from(
    tree,
    view,
    view.onDidChangeSelection(({ selection }) => {
      app.selection.items = selection;
    }),
    app.connections.onDidChange(() => tree.redraw()),
    watchAwsFiles(process.env, {
      settings: () => tree.refreshChanged(),
      signIn: () => tree.refreshSignedIn(),
    }),
    registerCommand(app, commands.goTo, (...args) => goTo(app, tree, view, args)),
    registerCommand(app, commands.refresh, () => tree.refresh()),
    registerCommand(app, commands.loadMore, (node) => tree.loadMore(node as LoadMoreNode)),
  );
}
