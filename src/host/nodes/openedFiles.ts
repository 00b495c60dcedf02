import type { Uri } from "vscode";

/** What the user opened from our own view and commands in this window. Restricted Mode allows nothing else. */
export class OpenedFiles {
  readonly #uris = new Set<string>();

  add(uri: Uri): void {
    this.#uris.add(uri.toString());
  }

  has(uri: Uri): boolean {
    return this.#uris.has(uri.toString());
  }

  /** Whether it is a folder of one of these files. */
  isAbove(uri: Uri): boolean {
    const folder = uri.toString().replace(/\/?$/, "/");
    return [...this.#uris].some((file) => file.startsWith(folder));
  }
}
