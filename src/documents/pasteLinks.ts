import * as vscode from "vscode";
import type { App } from "../app.ts";
import { hasLinkForm } from "../core/text/linkForms.ts";
import { showError } from "../host/ui/showError.ts";
import { type LaterTexts, textOf } from "./laterTexts.ts";
import { type LinkChoice, linkChoices } from "./linkChoices.ts";
import { uploadEdits } from "./uploadChoices.ts";

export class PasteEdit extends vscode.DocumentPasteEdit {
  readonly choice: LinkChoice;

  constructor(choice: LinkChoice, text: string) {
    super(text, choice.title, choice.kind);
    this.choice = choice;
  }
}

/**
 * Writes links that were copied in the tree in the document's own form. Files are only offered for Paste As, since they would be
 * uploaded.
 */
export class PasteLinks implements vscode.DocumentPasteEditProvider<PasteEdit> {
  readonly #app: App;
  readonly #texts: LaterTexts;

  constructor(app: App, texts: LaterTexts) {
    this.#app = app;
    this.#texts = texts;
  }

  async provideDocumentPasteEdits(
    { languageId }: vscode.TextDocument,
    ranges: readonly vscode.Range[],
    data: vscode.DataTransfer,
    { triggerKind }: vscode.DocumentPasteEditContext,
  ): Promise<PasteEdit[]> {
    const edit = (choice: LinkChoice) => new PasteEdit(choice, this.#texts.textFor(choice));
    const isAsked = triggerKind === vscode.DocumentPasteTriggerKind.PasteAs;
    const copied = await this.#copiedIn(data);
    if (copied) {
      // Selected text becomes the text of the link, and several cursors get a line each: VS Code does both.
      const isPlain = !hasLinkForm(languageId) || ranges.length !== 1 || !ranges[0]?.isEmpty;
      if (isPlain && !isAsked) return [];
      return linkChoices(this.#app, languageId, copied).map(edit);
    }
    return isAsked ? uploadEdits(this.#app, languageId, data, edit) : [];
  }

  async resolveDocumentPasteEdit(edit: PasteEdit): Promise<PasteEdit> {
    try {
      edit.insertText = await textOf(edit.choice);
    } catch (error) {
      void showError(this.#app, error);
      edit.insertText = "";
    }
    return edit;
  }

  /** Looks at the text only if links have been copied, since every paste waits for it. */
  async #copiedIn(data: vscode.DataTransfer) {
    const copied = this.#app.copied.links;
    const pasted = copied && (await data.get("text/plain")?.asString());
    return pasted?.replaceAll("\r\n", "\n") === copied?.text ? copied?.links : undefined;
  }
}
