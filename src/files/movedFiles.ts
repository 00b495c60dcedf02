import * as vscode from "vscode";

/**
 * Renames of files whose objects have already been moved. VS Code keeps an editor and its unsaved text only through a
 * rename of its own, which must then find nothing at the target, and has nothing left to do.
 */
export class MovedFiles {
  /** By the new URI, until VS Code renames the file. */
  readonly #moved = new Map<string, { from: string; onRename: () => void }>();

  /**
   * Makes VS Code rename a file. Resolves when its editors show the new one, or when VS Code refuses.
   * @param onRename called before VS Code looks at the new file
   */
  async rename(from: vscode.Uri, to: vscode.Uri, onRename: () => void): Promise<void> {
    this.#moved.set(to.toString(), { from: from.toString(), onRename });
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(from, to);
    try {
      await vscode.workspace.applyEdit(edit);
    } finally {
      this.#moved.delete(to.toString());
    }
  }

  isTarget(uri: vscode.Uri): boolean {
    return this.#moved.has(uri.toString());
  }

  /** Whether it is a folder of a target. VS Code would create it if there were none. */
  isAbove(uri: vscode.Uri): boolean {
    const folder = uri.toString().replace(/\/?$/, "/");
    return [...this.#moved.keys()].some((target) => target.startsWith(folder));
  }

  /** Whether a rename by VS Code is one of these. From then on, the target can be found. */
  take(from: vscode.Uri, to: vscode.Uri): boolean {
    const { from: expected, onRename } = this.#moved.get(to.toString()) ?? {};
    if (expected !== from.toString()) return false;
    this.#moved.delete(to.toString());
    onRename?.();
    return true;
  }
}
