import { element } from "../form/dom.ts";
import type { FileEntry } from "../reader/links.ts";

type Files = () => Iterable<FileEntry>;

/** The chosen files, and checkboxes for them. */
export class Selection {
  readonly #chosen = new Set<FileEntry>();
  readonly #boxes = new Map<HTMLInputElement, Files>();
  readonly #onChange: (chosen: ReadonlySet<FileEntry>) => void;

  constructor(onChange: (chosen: ReadonlySet<FileEntry>) => void) {
    this.#onChange = onChange;
  }

  has(file: FileEntry): boolean {
    return this.#chosen.has(file);
  }

  /** A checkbox for some files, such as those of a folder. */
  box(label: string, files: Files): HTMLInputElement {
    const box = element("input", {
      type: "checkbox",
      "aria-label": label,
      onchange: () => {
        for (const file of files()) this.#chosen[box.checked ? "add" : "delete"](file);
        this.draw();
        this.#onChange(this.#chosen);
      },
    });
    this.#boxes.set(box, files);
    return box;
  }

  /** Checks the boxes whose files are all chosen, and drops those of rows that are no longer listed. */
  draw(): void {
    for (const [box, files] of this.#boxes) {
      if (box.isConnected) box.checked = this.#hasAll(files());
      else this.#boxes.delete(box);
    }
  }

  #hasAll(files: Iterable<FileEntry>): boolean {
    let isEmpty = true;
    for (const file of files) {
      if (!this.#chosen.has(file)) return false;
      isEmpty = false;
    }
    return !isEmpty;
  }
}
