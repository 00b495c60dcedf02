import { join } from "node:path";
import { markedFileName, safeFileName } from "../text/fileName.ts";

/** A folder whose keys are still arriving. */
interface Folder {
  /** `segment` is part of the key; `path` is relative to the target folder. */
  segment: string;
  path: string;
  /** Names in use, normalized because some file systems ignore case and Unicode composition. */
  taken: Set<string>;
}

export interface LocalName {
  /** Relative to the target folder, with the separators of this system. */
  path: string;
  /** Whether the key ends with `/` and so represents a folder. */
  isFolder: boolean;
  /** Whether the name differs from the key. */
  isRenamed: boolean;
}

/**
 * Gives each key a unique name in one local folder. No key can lead to `..`, to an absolute path, or to a name that a
 * file system rejects. Keys must arrive in the order of a listing, so that only the folders of the current path are
 * remembered.
 */
export class LocalNames {
  readonly #open: Folder[] = [{ segment: "", path: "", taken: new Set() }];

  /** @param relative the key relative to the parent of the downloaded root; never empty */
  name(relative: string): LocalName {
    const segments = relative.split("/");
    const isFolder = segments.at(-1) === "" && segments.length > 1;
    const last = isFolder ? undefined : (segments.pop() as string);
    if (isFolder) segments.pop();
    const folder = this.#enter(segments);
    const path = last === undefined ? folder.path : join(folder.path, this.#take(folder, last));
    const plain = last === undefined ? segments.join("/") : relative;
    return { path, isFolder, isRenamed: path.replaceAll("\\", "/") !== plain };
  }

  #enter(segments: string[]): Folder {
    let depth = 0;
    while (depth < segments.length && this.#open[depth + 1]?.segment === segments[depth]) depth++;
    this.#open.length = depth + 1;
    for (const segment of segments.slice(depth)) {
      const parent = this.#open.at(-1) as Folder;
      this.#open.push({ segment, path: join(parent.path, this.#take(parent, segment)), taken: new Set() });
    }
    return this.#open.at(-1) as Folder;
  }

  #take({ taken }: Folder, segment: string): string {
    const safe = segment === "" ? "_" : safeFileName(segment);
    let name = safe;
    for (let count = 2; taken.has(folded(name)); count++) name = markedFileName(safe, ` (${count})`);
    taken.add(folded(name));
    return name;
  }
}

const folded = (name: string): string => name.normalize("NFC").toLowerCase();
