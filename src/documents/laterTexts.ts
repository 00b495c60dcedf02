import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { contextKeys } from "../contributions.ts";
import { completeStep } from "../host/ui/completeStep.ts";
import { showError } from "../host/ui/showError.ts";
import type { LinkChoice } from "./linkChoices.ts";

/**
 * Choices whose placeholder is still recognized. A drop or paste has at most four, of which only those of the last one can
 * be changed. A choice can hold the content of files.
 */
const MAX_CHOICES = 8;

/**
 * Makes the text of an edit only after the user has chosen it. VS Code has `resolve…` for this, but calls it neither for
 * drops nor for Paste As (1.139). So the edit inserts a placeholder, which is undone at once, and the text takes its
 * place in one edit. For a text that is known in advance, only the insertion is noted.
 */
export class LaterTexts implements vscode.Disposable {
  readonly #choices = new Map<string, LinkChoice>();
  readonly #listener: vscode.Disposable;

  constructor(app: App) {
    this.#listener = vscode.workspace.onDidChangeTextDocument((change) => {
      const choice = change.reason === undefined && this.#choices.get(change.contentChanges[0]?.text ?? "");
      if (choice) completeStep(contextKeys.linkInserted);
      if (choice && typeof choice.text === "string") choice.onInserted?.();
      else if (choice) void this.#insert(choice, change).catch((error) => showError(app, error));
    });
  }

  dispose(): void {
    this.#listener.dispose();
  }

  /** @returns what to insert for a choice: its text if that is known, or else the placeholder */
  textFor(choice: LinkChoice): string {
    const { title, text } = choice;
    const inserted = typeof text === "string" ? text : `${title} (${randomBytes(6).toString("base64url")})`;
    this.#choices.delete(inserted);
    this.#choices.set(inserted, choice);
    const [oldest = ""] = this.#choices.keys();
    if (this.#choices.size > MAX_CHOICES) this.#choices.delete(oldest);
    return inserted;
  }

  async #insert(choice: LinkChoice, { document, contentChanges }: vscode.TextDocumentChangeEvent): Promise<void> {
    const places = contentChanges.map(({ rangeOffset, rangeLength }) => ({ at: rangeOffset, length: rangeLength }));
    await vscode.commands.executeCommand("undo");
    const follow = vscode.workspace.onDidChangeTextDocument((later) => {
      if (later.document === document) for (const place of places) shift(place, later.contentChanges);
    });
    try {
      const text = await textOf(choice);
      const edit = new vscode.WorkspaceEdit();
      for (const { at, length } of places) {
        const range = new vscode.Range(document.positionAt(at), document.positionAt(at + length));
        edit.replace(document.uri, range, text);
      }
      await vscode.workspace.applyEdit(edit);
    } finally {
      follow.dispose();
    }
  }
}

export function textOf({ text }: LinkChoice): Promise<string> {
  return typeof text === "string" ? Promise.resolve(text) : text();
}

/** The user can type while a link is being signed. */
function shift(place: { at: number }, changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
  for (const { rangeOffset, rangeLength, text } of changes)
    if (rangeOffset + rangeLength <= place.at) place.at += text.length - rangeLength;
}
