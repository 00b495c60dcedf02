import * as vscode from "vscode";
import type { FileMetadata } from "../core/files/objectFiles.ts";

interface MovedFile {
  from: vscode.Uri;
  to: vscode.Uri;
  /** Metadata of the object at the target. */
  metadata: FileMetadata;
  /** Called before VS Code looks at the new file. */
  onRename: () => void;
}

/**
 * Renames of files whose objects have already been moved. VS Code keeps an editor and its unsaved text only through a
 * rename of its own, which must then find nothing at the target, and has nothing left to do. Nothing waits for S3: what
 * the user types into the old editor during the rename would stay there.
 */
export class MovedFiles {
  /** By the new URI. */
  readonly #moved = new Map<string, MovedFile & { isRenamed: boolean }>();

  /** Makes VS Code rename a file. Resolves when its editors show the new one, or when VS Code refuses. */
  async rename(file: MovedFile): Promise<void> {
    const id = file.to.toString();
    this.#moved.set(id, { ...file, isRenamed: false });
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(file.from, file.to);
    try {
      await vscode.workspace.applyEdit(edit);
    } finally {
      this.#moved.delete(id);
    }
  }

  /** What VS Code must find while it renames: nothing at the target until then. Undefined for any other file. */
  metadata(uri: vscode.Uri): FileMetadata | "absent" | undefined {
    const moved = this.#moved.get(uri.toString());
    return moved && (moved.isRenamed ? moved.metadata : "absent");
  }

  /** Whether it is a folder of a target. VS Code would create it if there were none. */
  isAbove(uri: vscode.Uri): boolean {
    const folder = uri.toString().replace(/\/?$/, "/");
    return [...this.#moved.keys()].some((target) => target.startsWith(folder));
  }

  /** Whether a rename by VS Code is one of these. From then on, the target can be found. */
  take(from: vscode.Uri, to: vscode.Uri): boolean {
    const moved = this.#moved.get(to.toString());
    if (!moved || moved.isRenamed || moved.from.toString() !== from.toString()) return false;
    moved.isRenamed = true;
    moved.onRename();
    return true;
  }
}
