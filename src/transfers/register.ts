import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, objectsMimeType } from "../contributions.ts";
import { Lazy } from "../core/async/lazy.ts";
import { registerCommand } from "../host/commands.ts";

const URI_LIST = "text/uri-list";

export function registerTransfers(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    registerCommand(app, commands.download, async (...args) => (await import("./download.ts")).download(app, args)),
    registerCommand(app, commands.upload, async (...args) => (await import("./upload.ts")).upload(app, args)),
  );
}

/** Files dropped on the tree, and nodes dragged out of it. */
export function treeDragAndDrop(app: App): vscode.TreeDragAndDropController<unknown> {
  const transfers = new Lazy(async () => (await import("./treeDragAndDrop.ts")).treeDragAndDrop(app));
  return {
    dropMimeTypes: [URI_LIST, "files"],
    dragMimeTypes: [URI_LIST, objectsMimeType],
    handleDrag: (nodes, data) => transfers.use((made) => made.handleDrag(nodes, data)),
    handleDrop: (node, data) => transfers.use((made) => made.handleDrop(node, data)),
  };
}
