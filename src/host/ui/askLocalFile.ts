import { homedir } from "node:os";
import * as vscode from "vscode";
import { cancellation, S3Error } from "../../core/errors/errors.ts";

/**
 * Asks where to save a file, and suggests the first folder of the workspace.
 * @param name suggested file name
 * @returns its path
 * @throws S3Error cancelled; fileFailed if the place is not on the disk of the extension host
 */
export async function askLocalFile(name: string, labels: { title?: string; saveLabel?: string } = {}): Promise<string> {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri;
  const defaultUri = vscode.Uri.joinPath(folder ?? vscode.Uri.file(homedir()), name);
  const uri = await vscode.window.showSaveDialog({ ...labels, defaultUri });
  if (!uri) throw cancellation();
  if (uri.scheme === "file") return uri.fsPath;
  throw new S3Error("fileFailed", { file: uri.toString(), reason: uri.scheme });
}
