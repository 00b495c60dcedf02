import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, objectsMimeType } from "../contributions.ts";
import type { ObjectLocation } from "../core/address/location.ts";
import { fileUriOf } from "../host/nodes/fileUri.ts";
import { defaultExpiry } from "../host/settings.ts";
import { showError } from "../host/ui/showError.ts";
import type { LaterTexts } from "./laterTexts.ts";
import { type LinkChoice, linkChoices, recordLinks, signObjects, uriChoice } from "./linkChoices.ts";
import { uploadEdits } from "./uploadChoices.ts";

/** Writes objects that are dragged from the tree into a document, and offers to upload dropped files. */
export class DropLinks implements vscode.DocumentDropEditProvider {
  readonly #app: App;
  readonly #texts: LaterTexts;

  constructor(app: App, texts: LaterTexts) {
    this.#app = app;
    this.#texts = texts;
  }

  async provideDocumentDropEdits(
    { languageId }: vscode.TextDocument,
    _position: vscode.Position,
    data: vscode.DataTransfer,
  ): Promise<vscode.DocumentDropEdit[]> {
    const edit = (choice: LinkChoice) =>
      new vscode.DocumentDropEdit(this.#texts.textFor(choice), choice.title, choice.kind);
    const objects = await this.#draggedObjects(data);
    if (objects.length > 0) return (await this.#choices(languageId, objects)).map(edit);
    return uploadEdits(this.#app, languageId, data, edit);
  }

  /**
   * VS Code inserts the first one without a question, so its links are signed now. They are shared once they are in the
   * document.
   */
  async #choices(languageId: string, objects: ObjectLocation[]): Promise<LinkChoice[]> {
    try {
      const expiresIn = defaultExpiry();
      const links = await signObjects(this.#app, objects, expiresIn);
      let isShared = false;
      return linkChoices(this.#app, languageId, links, () => {
        if (!isShared) recordLinks(this.#app, links, expiresIn, commands.copyPresignedUrl);
        isShared = true;
      });
    } catch (error) {
      void showError(this.#app, error);
      return [uriChoice(objects)];
    }
  }

  /** Another program could claim to drag objects, so they must be what this window has dragged. */
  async #draggedObjects(data: vscode.DataTransfer): Promise<ObjectLocation[]> {
    const json = await data.get(objectsMimeType)?.asString();
    const objects: ObjectLocation[] = json ? JSON.parse(json) : [];
    return objects.filter((at) => this.#app.openedFiles.has(fileUriOf(at)));
  }
}
