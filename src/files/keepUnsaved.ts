import * as vscode from "vscode";
import { isUnsaved } from "./seenObjects.ts";

/**
 * Keeps a document unsaved that VS Code is saving, although the save ends without an error: VS Code considers only the
 * text saved that it started with. The text changes and changes back.
 * @returns false if the document isn't shown as text, or if VS Code would save it again at once
 */
export async function keepUnsaved(uri: vscode.Uri): Promise<boolean> {
  const { workspace, WorkspaceEdit } = vscode;
  const document = workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  const savesAlone = workspace.getConfiguration("files", uri).get("autoSave") !== "off";
  if (!document || !isUnsaved(uri) || savesAlone) return false;
  const { end } = document.lineAt(document.lineCount - 1).range;
  const [insertion, deletion] = [new WorkspaceEdit(), new WorkspaceEdit()];
  insertion.insert(uri, end, " ");
  deletion.delete(uri, new vscode.Range(end, end.translate(0, 1)));
  return (await workspace.applyEdit(insertion)) && (await workspace.applyEdit(deletion));
}
