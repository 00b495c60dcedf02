import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, views } from "../contributions.ts";
import type { S3Location } from "../core/address/location.ts";
import { Lazy } from "../core/async/lazy.ts";
import { registerCommand } from "../host/commands.ts";
import type { BucketNode, FolderNode, LoadMoreNode, Node } from "./nodes.ts";

export function registerExplorer(app: App): vscode.Disposable {
  const changed = new vscode.EventEmitter<Node | undefined>();
  const tree = new Lazy(async () => {
    const made = new (await import("./watchedTree.ts")).WatchedTree(app);
    made.onDidChangeTreeData((node) => changed.fire(node));
    return made;
  });
  const view = vscode.window.createTreeView<Node>(views.buckets, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: (node) => tree.use((made) => made.getTreeItem(node)),
      getChildren: (node) => tree.use((made) => made.getChildren(node)),
      getParent: (node) => tree.use((made) => made.getParent(node)),
    },
    canSelectMany: true,
    showCollapseAll: true,
    dragAndDropController: app.treeDragAndDrop(),
  });
  return vscode.Disposable.from(
    changed,
    tree,
    view,
    view.onDidChangeSelection(({ selection }) => {
      app.selection.items = selection;
    }),
    registerCommand(app, commands.goTo, async (...args) =>
      (await import("./goTo.ts")).goTo(app, await tree.get(), view, args),
    ),
    // The button in the view's title passes the selected node, which may not represent a place in S3.
    registerCommand(app, commands.refresh, (at) => tree.made?.refresh(isPlace(at) ? at : undefined)),
    registerCommand(app, commands.loadMore, (node) => tree.use((made) => made.loadMore(node as LoadMoreNode))),
    registerCommand(app, commands.pin, async (...args) => (await import("./pin.ts")).pin(app, await tree.get(), args)),
    registerCommand(app, commands.unpin, async (...args) => (await import("./pin.ts")).unpin(app, args)),
    registerCommand(app, commands.filter, async (...args) =>
      (await import("./treeCommands.ts")).filter(app, await tree.get(), view, args),
    ),
    registerCommand(app, commands.clearFilter, (node) =>
      tree.use((made) => made.setFilter(node as BucketNode | FolderNode, "")),
    ),
    registerCommand(app, commands.requesterPays, async (...args) =>
      (await import("./requesterPays.ts")).requesterPays(app, await tree.get(), args),
    ),
    registerCommand(app, commands.showVersions, async (...args) =>
      (await import("./treeCommands.ts")).showVersions(await tree.get(), view, args),
    ),
    registerCommand(app, commands.hideVersions, (node) =>
      tree.use((made) => made.setVersions(node as BucketNode, false)),
    ),
    registerCommand(app, commands.reveal, async (at) =>
      (await import("./treeCommands.ts")).reveal(await tree.get(), view, at as S3Location),
    ),
  );
}

function isPlace(value: unknown): value is S3Location {
  const { connection, bucket } = (value ?? {}) as Record<string, unknown>;
  return typeof connection === "string" && typeof bucket === "string";
}
