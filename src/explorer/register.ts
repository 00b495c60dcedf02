import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, configurationSection, settingKeys, views } from "../contributions.ts";
import type { S3Location } from "../core/address/location.ts";
import { S3Error } from "../core/errors/errors.ts";
import { watchAwsFiles } from "../host/aws/watchAwsFiles.ts";
import { registerCommand } from "../host/commands.ts";
import { firstNode, passedNode } from "../host/nodes/givenNodes.ts";
import { askFilter } from "./askFilter.ts";
import { BucketsTree } from "./bucketsTree.ts";
import { goTo } from "./goTo.ts";
import { type BucketNode, type FolderNode, isBucket, isRoot, type LoadMoreNode, type Node } from "./nodes.ts";
import { pin, unpin } from "./pin.ts";
import { requesterPays } from "./requesterPays.ts";

/** The settings that rows depend on. While VS Code draws the tree again, it can't run a command on a row. */
const DRAWN = [settingKeys.sortOrder, settingKeys.foldersFirst, settingKeys.pagesPrefix];

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
      if (DRAWN.some((key) => change.affectsConfiguration(`${configurationSection}.${key}`))) tree.redraw();
    }),
    registerCommand(app, commands.filter, async (...args) => {
      const container = containerOf(tree, firstNode(app, args));
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

/**
 * The bucket or folder itself, or the one that contains a node.
 * @throws S3Error nothingSelected
 */
function containerOf(tree: BucketsTree, given: unknown): BucketNode | FolderNode {
  for (let node = given as Node | undefined; node; node = tree.getParent(node))
    if (isBucket(node) || node.kind === "folder") return node;
  throw new S3Error("nothingSelected", {});
}

function isPlace(value: unknown): value is S3Location {
  const { connection, bucket } = (value ?? {}) as Record<string, unknown>;
  return typeof connection === "string" && typeof bucket === "string";
}
