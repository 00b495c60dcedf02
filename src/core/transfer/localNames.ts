import { join } from "node:path";
import { markedFileName, safeFileName } from "../text/fileName.ts";

/** A folder while its keys come. */
interface Folder {
  /** The segment of the key, and where it lies below the target. */
  segment: string;
  path: string;
  /** As a file system that ignores case and composition compares them. */
  taken: Set<string>;
}

export interface LocalName {
  /** Below the target folder, with the separators of this system. */
  path: string;
  /** Whether the key ends in `/` and so means a folder. */
  isFolder: boolean;
  /** Whether it is another name than the key says. */
  isRenamed: boolean;
}

/**
 * Gives each key a name of its own below one local folder, whatever the key: no `..`, nothing absolute, nothing that a
 * file system cannot hold. Keys come in the order of a listing, so that only the folders on the way are remembered.
 */
export class LocalNames {
  readonly #open: Folder[] = [{ segment: "", path: "", taken: new Set() }];

  /** @param relative the key without the prefix that stays behind; never empty */
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
