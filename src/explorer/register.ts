import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, configurationSection, views } from "../contributions.ts";
import type { S3Location } from "../core/address/location.ts";
import { watchAwsFiles } from "../host/aws/watchAwsFiles.ts";
import { registerCommand } from "../host/commands.ts";
import { passedNode } from "../host/nodes/givenNodes.ts";
import { askFilter } from "./askFilter.ts";
import { BucketsTree } from "./bucketsTree.ts";
import { goTo } from "./goTo.ts";
import { type BucketNode, type FolderNode, isRoot, type LoadMoreNode, type Node } from "./nodes.ts";
import { pin, unpin } from "./pin.ts";
import { requesterPays } from "./requesterPays.ts";

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
    vscode.workspace.onDidGrantWorkspaceTrust(() => tree.refresh()),
    registerCommand(app, commands.goTo, (...args) => goTo(app, tree, view, args)),
    // The button in the view's title passes the selected node, which may not represent a place in S3.
    registerCommand(app, commands.refresh, (at) => tree.refresh(isPlace(at) ? at : undefined)),
    registerCommand(app, commands.loadMore, (node) => tree.loadMore(node as LoadMoreNode)),
    registerCommand(app, commands.pin, (...args) => pin(app, tree, args)),
    registerCommand(app, commands.unpin, (...args) => unpin(app, args)),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(configurationSection)) tree.redraw();
    }),
    registerCommand(app, commands.filter, async (...args) => {
      const container = passedNode(args) as BucketNode | FolderNode;
      tree.setFilter(container, await askFilter(container, tree.filterOf(container)));
      await view.reveal(container, { expand: true, select: false });
    }),
    registerCommand(app, commands.clearFilter, (node) => tree.setFilter(node as BucketNode | FolderNode, "")),
    registerCommand(app, commands.requesterPays, (...args) => requesterPays(app, tree, args)),
    registerCommand(app, commands.showVersions, async (...args) => {
      const bucket = passedNode(args) as BucketNode;
      tree.setVersions(bucket, true);
      await view.reveal(bucket, { expand: true, select: false });
    }),
    registerCommand(app, commands.hideVersions, (node) => tree.setVersions(node as BucketNode, false)),
    registerCommand(app, commands.reveal, async (at) => {
      const node = await tree.find(at as S3Location);
      await view.reveal(node, { select: true, focus: true, expand: isRoot(node) });
    }),
  );
}

function isPlace(value: unknown): value is S3Location {
  const { connection, bucket } = (value ?? {}) as Record<string, unknown>;
  return typeof connection === "string" && typeof bucket === "string";
}
