import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import type { App } from "../../src/app.ts";
import { addToWorkspace, type Workspace } from "../../src/files/addToWorkspace.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";

describe("adding a folder to a workspace whose file VS Code has not read", () => {
  const { path, remove } = scratchFolder("workspace");
  after(remove);
  const at = { connection: "profile:demo", bucket: "acme-reports", prefix: "2026/" };

  /** A window that knows its folders when `read` is called. */
  function windowOf(name: string, stored: string | undefined) {
    const file = join(path, `${name}.code-workspace`);
    if (stored !== undefined) writeFileSync(file, stored);
    const changed = new vscode.EventEmitter<vscode.WorkspaceFoldersChangeEvent>();
    const added: [number, string][] = [];
    let folders: vscode.WorkspaceFolder[] | undefined;
    const workspace = {
      workspaceFile: vscode.Uri.file(file),
      get workspaceFolders() {
        return folders;
      },
      onDidChangeWorkspaceFolders: changed.event,
      updateWorkspaceFolders: (start: number, _: unknown, folder: { name: string }) => {
        added.push([start, folder.name]);
        return true;
      },
      fs: vscode.workspace.fs,
    } as unknown as Workspace;
    const read = (...paths: string[]) => {
      folders = paths.map((each, index) => ({ uri: vscode.Uri.file(each), name: each, index }));
      changed.fire({ added: folders, removed: [] });
    };
    return { workspace, added, read };
  }
  const add = (workspace: Workspace, timeout?: number) =>
    addToWorkspace({} as App, [{ kind: "folder", at }], workspace, timeout);

  it("waits until the folders of the file are known, and adds it after them", async () => {
    const { workspace, added, read } = windowOf("two", '{ "folders": [{ "path": "." }, { "path": "b" }] }');
    const adding = add(workspace);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(added, []);
    read("/a", "/b");
    await adding;
    assert.deepEqual(added, [[2, "acme-reports: 2026"]]);
  });

  it("changes nothing if they do not become known", async () => {
    const { workspace, added } = windowOf("never", '{ "folders": [{ "uri": "vscode-remote://a/b" }] }');
    const shown: string[] = [];
    const { showErrorMessage } = vscode.window;
    vscode.window.showErrorMessage = async (text: string) => void shown.push(text);
    await add(workspace, 50);
    vscode.window.showErrorMessage = showErrorMessage;
    assert.deepEqual(added, []);
    assert.match(shown.join(), /VS Code hasn't read the folders in the workspace file/);
  });

  it("does not wait for a workspace without folders, and not for long for one that was not saved", async () => {
    const empty = windowOf("empty", '{ "folders": [] }');
    await add(empty.workspace);
    assert.deepEqual(empty.added, [[0, "acme-reports: 2026"]]);
    const unsaved = windowOf("unsaved", undefined);
    await add(unsaved.workspace, 50);
    assert.deepEqual(unsaved.added, [[0, "acme-reports: 2026"]]);
  });
});
