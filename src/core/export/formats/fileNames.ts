import { hash } from "node:crypto";
import { markedFileName, safeFileName } from "../../text/fileName.ts";
import { trimEnd } from "../../text/trimEnd.ts";

/** From a path in S3 to a relative path of a file, in which no two are the same and none leads elsewhere. */
export type FileNames = (path: string) => string;

/**
 * A Bloom filter of a fixed 8 MiB takes the place of a list of names: among a million, one in a thousand is taken for one
 * that was there before, and gets a mark that it did not need.
 */
const BITS = 2 ** 26;

/** Bytes: percent-encoded they still fit into what wget reads of a header, and into a file name. */
const MAX_FLAT_NAME = 160;

/**
 * @param layout `tree` keeps folders; `flat` writes them into the name, for tools that cannot make any
 */
export function fileNames(layout: "tree" | "flat"): FileNames {
  const bits = new Uint32Array(BITS / 32);
  const maxBytes = layout === "flat" ? MAX_FLAT_NAME : undefined;

  /** File systems of Windows and macOS take names for the same that differ in case or normal form alone. */
  const places = (kind: string, path: string): number[] => {
    const digest = hash("sha256", `${kind} ${path.normalize("NFC").toLowerCase()}`);
    return [0, 8].map((at) => Number.parseInt(digest.slice(at, at + 8), 16) % BITS);
  };
  const isTaken = (kind: Kind, path: string) =>
    places(kind, path).every((bit) => ((bits[bit >>> 5] as number) >>> (bit & 31)) & 1);
  const take = (kind: Kind, path: string) => {
    for (const bit of places(kind, path)) bits[bit >>> 5] = (bits[bit >>> 5] as number) | (1 << (bit & 31));
    return path;
  };
  /** A folder may be there already; a file may not, under either kind. */
  const free = (kind: Kind, parent: string, name: string, origin: string): string => {
    const clashes = (path: string) => isTaken("file", path) || (kind === "file" && isTaken("folder", path));
    const plain = parent + name;
    if (!clashes(plain)) return plain;
    const digest = hash("sha256", origin);
    const marked = [8, 16, 32].map((length) => parent + markedFileName(name, `~${digest.slice(0, length)}`, maxBytes));
    return marked.find((path) => !clashes(path)) ?? parent + digest;
  };

  return (path) => {
    // aria2c takes ${HOME} for a variable.
    const segments = trimEnd(path, "/").replaceAll("${", "_{").split("/");
    if (layout === "flat") {
      // wget decodes what S3 sends it twice, and %2F would become a slash.
      const name = segments.join("_").replace(/%(?=[0-9a-f]{2})/gi, "_");
      return take("file", free("file", "", safeFileName(name, maxBytes), path));
    }
    let parent = "";
    for (const [index, segment] of segments.slice(0, -1).entries()) {
      const origin = segments.slice(0, index + 1).join("/");
      parent = `${take("folder", free("folder", parent, folderName(segment), origin))}/`;
    }
    return take("file", free("file", parent, safeFileName(segments.at(-1) ?? ""), path));
  };
}

type Kind = "file" | "folder";

/** Keys may hold empty segments, and such as mean the same folder or the one above. */
function folderName(segment: string): string {
  return /^[. ]*$/.test(segment) ? "_" : safeFileName(segment);
}
