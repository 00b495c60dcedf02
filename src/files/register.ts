import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, fileScheme } from "../contributions.ts";
import { Lazy } from "../core/async/lazy.ts";
import { registerCommand } from "../host/commands.ts";
import { fileUriOf } from "../host/nodes/fileUri.ts";
import { RenameSources } from "./renameSources.ts";

export function registerFiles(app: App): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const sources = new RenameSources();
  const files = new Lazy(async () => {
    const made = new (await import("./objectFileSystem.ts")).ObjectFileSystem(app, undefined, sources);
    made.onDidChangeFile((changes) => changed.fire(changes));
    return made;
  });
  return vscode.Disposable.from(
    changed,
    sources,
    files,
    loadWithDocuments(files),
    app.moved.event(({ connection, from, to, states }) =>
      files.use((made) => made.follow(fileUriOf({ connection, ...from }), fileUriOf({ connection, ...to }), states)),
    ),
    vscode.workspace.registerFileSystemProvider(fileScheme, fileSystem(files, changed.event), {
      isCaseSensitive: true,
    }),
    registerCommand(app, commands.open, async (...args) => (await import("./open.ts")).open(app, args)),
    registerCommand(app, commands.addToWorkspace, async (...args) =>
      (await import("./addToWorkspace.ts")).addToWorkspace(app, args),
    ),
  );
}

type Files = Lazy<vscode.FileSystemProvider>;

function fileSystem(files: Files, onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]>): vscode.FileSystemProvider {
  return {
    onDidChangeFile,
    // Nothing is watched.
    watch: () => new vscode.Disposable(() => undefined),
    stat: (uri) => files.use((made) => made.stat(uri)),
    readDirectory: (uri) => files.use((made) => made.readDirectory(uri)),
    readFile: (uri) => files.use((made) => made.readFile(uri)),
    writeFile: (uri, bytes, options) => files.use((made) => made.writeFile(uri, bytes, options)),
    createDirectory: (uri) => files.use((made) => made.createDirectory(uri)),
    delete: (uri, options) => files.use((made) => made.delete(uri, options)),
    rename: (from, to, options) => files.use((made) => made.rename(from, to, options)),
    copy: (from, to, options) => files.use((made) => made.copy?.(from, to, options)),
  };
}

/** VS Code restores unsaved text without reading the file. What it is based on must be known before it changes. */
function loadWithDocuments(files: Files): vscode.Disposable {
  const load = ({ uri }: vscode.TextDocument) => {
    if (uri.scheme === fileScheme) void files.get();
  };
  vscode.workspace.textDocuments.forEach(load);
  return vscode.workspace.onDidOpenTextDocument(load);
}
