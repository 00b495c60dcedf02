import { hash } from "node:crypto";
import { markedFileName, safeFileName } from "../../text/fileName.ts";
import { trimEnd } from "../../text/trimEnd.ts";

/** Maps a path in S3 to the relative path of a file. All results differ, and none leaves the target folder. */
export type FileNames = (path: string) => string;

/**
 * A Bloom filter of a fixed 8 MiB replaces a list of names. Among a million names, one in a thousand is mistaken for a
 * duplicate and gets a mark that it does not need.
 */
const BITS = 2 ** 26;

/** Bytes. Even percent-encoded, a name of this length fits into the header that wget reads and into a file name. */
const MAX_FLAT_NAME = 160;

/**
 * @param layout `tree` keeps folders; `flat` adds their names to the file name, for tools that cannot create folders
 */
export function fileNames(layout: "tree" | "flat"): FileNames {
  const bits = new Uint32Array(BITS / 32);
  const maxBytes = layout === "flat" ? MAX_FLAT_NAME : undefined;

  /** File systems of Windows and macOS do not distinguish names that differ only in case or normal form. */
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
  /** A folder may already exist. A file needs a name that no file and no folder has. */
  const free = (kind: Kind, parent: string, name: string, origin: string): string => {
    const clashes = (path: string) => isTaken("file", path) || (kind === "file" && isTaken("folder", path));
    const plain = parent + name;
    if (!clashes(plain)) return plain;
    const digest = hash("sha256", origin);
    const marked = [8, 16, 32].map((length) => parent + markedFileName(name, `~${digest.slice(0, length)}`, maxBytes));
    return marked.find((path) => !clashes(path)) ?? parent + digest;
  };

  return (path) => {
    // aria2c would expand ${HOME} as a variable.
    const segments = trimEnd(path, "/").replaceAll("${", "_{").split("/");
    if (layout === "flat") {
      // wget decodes the name from S3 twice, and %2F would become a slash.
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

/** Keys may contain empty segments, `.` and `..`. */
function folderName(segment: string): string {
  return /^[. ]*$/.test(segment) ? "_" : safeFileName(segment);
}
