import type { Uri } from "vscode";

/** Saves of files that are in progress in this window. An object must not be moved meanwhile. */
export class Saves {
  readonly #running = new Set<{ file: string; saved: Promise<void> }>();

  /** @returns ends the save */
  start(file: Uri): () => void {
    const { promise: saved, resolve } = Promise.withResolvers<void>();
    const save = { file: file.toString(), saved };
    this.#running.add(save);
    return () => {
      this.#running.delete(save);
      resolve();
    };
  }

  /** @returns undefined if no save of the file is in progress */
  of(file: Uri): Promise<unknown> | undefined {
    const running = [...this.#running].filter((save) => save.file === file.toString());
    return running.length > 0 ? Promise.all(running.map(({ saved }) => saved)) : undefined;
  }
}
