import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, fileScheme } from "../contributions.ts";
import { registerCommand } from "../host/commands.ts";
import { fileUriOf } from "../host/nodes/fileUri.ts";
import { addToWorkspace } from "./addToWorkspace.ts";
import { ObjectFileSystem } from "./objectFileSystem.ts";
import { open } from "./open.ts";

export function registerFiles(app: App): vscode.Disposable {
  const files = new ObjectFileSystem(app);
  return vscode.Disposable.from(
    files,
    app.moved.event(({ connection, from, to, states }) =>
      files.follow(fileUriOf({ connection, ...from }), fileUriOf({ connection, ...to }), states),
    ),
    vscode.workspace.registerFileSystemProvider(fileScheme, files, { isCaseSensitive: true }),
    registerCommand(app, commands.open, (...args) => open(app, args)),
    registerCommand(app, commands.addToWorkspace, (...args) => addToWorkspace(app, args)),
  );
}
