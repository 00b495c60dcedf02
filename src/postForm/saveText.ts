import { randomBytes } from "node:crypto";
import { homedir } from "node:os";
import * as vscode from "vscode";
import { cancellation, S3Error } from "../core/errors/errors.ts";

/**
 * Ask where, and write it there whole or not at all.
 * @param name proposed
 * @throws S3Error cancelled, fileNotWritten
 */
export async function saveText(name: string, text: string): Promise<vscode.Uri> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  const target = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(folder, name) });
  if (!target) throw cancellation();
  const temporary = target.with({ path: `${target.path}.${randomBytes(4).toString("hex")}` });
  try {
    await vscode.workspace.fs.writeFile(temporary, Buffer.from(text));
    await vscode.workspace.fs.rename(temporary, target, { overwrite: true });
    return target;
  } catch (error) {
    await vscode.workspace.fs.delete(temporary).then(undefined, () => undefined);
    const { message: reason } = error as Error;
    throw new S3Error("fileNotWritten", { file: target.fsPath, reason }, { cause: error });
  }
}
