import { setTimeout as wait } from "node:timers/promises";
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { baseName } from "../core/address/location.ts";
import { raceAbort } from "../core/async/raceAbort.ts";
import { fileUriOf } from "../host/nodes/fileUri.ts";
import { placeTarget } from "../host/nodes/targets.ts";
import { showErrorMessage } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";

const { t } = vscode.l10n;

/** The parts of vscode.workspace that are used here. */
export type Workspace = Pick<
  typeof vscode.workspace,
  "workspaceFile" | "workspaceFolders" | "onDidChangeWorkspaceFolders" | "updateWorkspaceFolders"
> & { fs: Pick<vscode.FileSystem, "readFile"> };

/** Milliseconds within which VS Code must have read the workspace file. */
const READING = 5000;

/** Adds a bucket, or a folder in it, to the workspace as a workspace folder. */
export async function addToWorkspace(
  app: App,
  args: unknown[],
  workspace: Workspace = vscode.workspace,
  timeout = READING,
): Promise<void> {
  const title = t("Add to Workspace");
  const place = await placeTarget(app, args, title);
  const { connection, bucket } = place;
  const prefix = place.prefix ?? place.key?.replace(/[^/]*$/, "");
  const uri = fileUriOf({ connection, bucket, ...(prefix && { prefix }) });
  const name = prefix ? `${bucket}: ${baseName(prefix)}` : bucket;
  const isKnown = await withProgress(title, ({ signal }) => raceAbort(signal, knowsFolders(workspace, timeout)));
  const folders = workspace.workspaceFolders ?? [];
  if (folders.some((folder) => folder.uri.toString() === uri.toString())) return;
  const isAdded = isKnown && workspace.updateWorkspaceFolders(folders.length, 0, { uri, name });
  if (!isAdded) await offerReload();
}

async function offerReload(): Promise<void> {
  const reload = t("Reload Window");
  const cause = t("VS Code hasn't read the folders in the workspace file. Reload the window, and try again.");
  if ((await showErrorMessage(cause, reload)) === reload)
    await vscode.commands.executeCommand("workbench.action.reloadWindow");
}

/**
 * A remote window can be in use before VS Code has read its workspace file, and VS Code may never read the file of a
 * workspace that it opens for the first time. A folder that is added then replaces those in the file.
 * @returns false if the file has folders that VS Code does not know after the timeout
 */
async function knowsFolders(workspace: Workspace, timeout: number): Promise<boolean> {
  const isEmpty = () => (workspace.workspaceFolders ?? []).length === 0;
  if (!workspace.workspaceFile || !isEmpty()) return true;
  const stored = await hasFolders(workspace, workspace.workspaceFile);
  if (stored === false) return true;
  const { promise: changed, resolve } = Promise.withResolvers<void>();
  const listener = workspace.onDidChangeWorkspaceFolders(() => resolve());
  if (isEmpty()) await Promise.race([changed, wait(timeout, undefined, { ref: false })]);
  listener.dispose();
  return !isEmpty() || stored === undefined;
}

/** @returns undefined if the file can't be read, as that of a workspace that was not saved */
async function hasFolders(workspace: Workspace, file: vscode.Uri): Promise<boolean | undefined> {
  try {
    const text = Buffer.from(await workspace.fs.readFile(file)).toString();
    return /"(?:path|uri)"\s*:/.test(text);
  } catch {
    return undefined;
  }
}
