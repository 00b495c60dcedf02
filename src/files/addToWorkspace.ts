import * as vscode from "vscode";
import type { App } from "../app.ts";
import { baseName } from "../core/address/location.ts";
import { fileUriOf } from "../host/nodes/fileUri.ts";
import { placeTarget } from "../host/nodes/targets.ts";

/** Adds a bucket, or a folder in it, to the workspace as a workspace folder. */
export async function addToWorkspace(app: App, args: unknown[]): Promise<void> {
  const place = await placeTarget(app, args, vscode.l10n.t("Add to Workspace"));
  const { connection, bucket } = place;
  const prefix = place.prefix ?? place.key?.replace(/[^/]*$/, "");
  const uri = fileUriOf({ connection, bucket, ...(prefix && { prefix }) });
  const name = prefix ? `${bucket}: ${baseName(prefix)}` : bucket;
  const { workspaceFolders = [], updateWorkspaceFolders } = vscode.workspace;
  if (workspaceFolders.some((folder) => folder.uri.toString() === uri.toString())) return;
  updateWorkspaceFolders(workspaceFolders.length, 0, { uri, name });
}
