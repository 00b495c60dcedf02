import type { App } from "../app.ts";
import { DropLinks } from "./dropLinks.ts";
import { LaterTexts } from "./laterTexts.ts";
import { PasteLinks } from "./pasteLinks.ts";

/** The edits that a drop and a paste offer. Both note in one place which of them was chosen. */
export class LinkEdits {
  readonly #texts: LaterTexts;
  readonly drops: DropLinks;
  readonly pastes: PasteLinks;

  constructor(app: App) {
    this.#texts = new LaterTexts(app);
    this.drops = new DropLinks(app, this.#texts);
    this.pastes = new PasteLinks(app, this.#texts);
  }

  dispose(): void {
    this.#texts.dispose();
  }
}
