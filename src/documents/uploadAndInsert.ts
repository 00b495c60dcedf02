import * as vscode from "vscode";
import type { App } from "../app.ts";
import { contextKeys } from "../contributions.ts";
import { cancellation } from "../core/errors/errors.ts";
import { completeStep } from "../host/ui/completeStep.ts";
import { showInformation } from "../host/ui/messages.ts";
import { fileAt } from "./localFiles.ts";
import { uploadAndLink } from "./uploadChoices.ts";

/** Uploads files that the user chooses, and inserts links to them at the cursor. */
export async function uploadAndInsertLink(app: App): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return void showInformation(vscode.l10n.t("Open the file to insert the link into, then try again."));
  const { document, selection } = editor;
  const chosen = await vscode.window.showOpenDialog({
    canSelectMany: true,
    title: vscode.l10n.t("Upload and Insert Link"),
    openLabel: vscode.l10n.t("Upload"),
  });
  if (!chosen) throw cancellation();
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, selection, await uploadAndLink(app, document.languageId, chosen.map(fileAt)));
  await vscode.workspace.applyEdit(edit);
  completeStep(contextKeys.linkInserted);
}
