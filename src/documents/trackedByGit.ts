import * as vscode from "vscode";
import { isTrackedFile } from "../core/disk/trackedFile.ts";

/** The part of the API of VS Code's Git extension that is used here. */
interface GitExtension {
  enabled: boolean;
  getAPI(version: 1): { getRepository(uri: vscode.Uri): { rootUri: vscode.Uri } | null };
}

/** Whether a file is tracked by Git, as far as VS Code's Git extension is active. Starts no program. */
export async function isTrackedByGit(uri: vscode.Uri): Promise<boolean> {
  const git = vscode.extensions.getExtension<GitExtension>("vscode.git");
  if (!git?.isActive || !git.exports.enabled) return false;
  const repository = git.exports.getAPI(1).getRepository(uri);
  return repository !== null && isTrackedFile(repository.rootUri.fsPath, uri.fsPath);
}
