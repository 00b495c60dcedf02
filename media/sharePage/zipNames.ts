import { markedFileName, safeFileName } from "../../src/core/text/fileName.ts";
import { trimEnd } from "../../src/core/text/trimEnd.ts";

/**
 * Paths in a ZIP file that every system can extract: all are different, also where a file system ignores case, none is
 * also a folder, and none leads outside.
 */
export function zipNames(paths: readonly string[]): (path: string) => string {
  const folders = new Set<string>();
  for (const path of paths) {
    let folder = "";
    for (const segment of segmentsOf(path).slice(0, -1)) {
      folder += `${folderName(segment)}/`;
      folders.add(placeOf(folder.slice(0, -1)));
    }
  }
  const taken = new Map<string, number>();
  const isFree = (name: string) => !taken.has(placeOf(name)) && !folders.has(placeOf(name));
  return (path) => {
    const segments = segmentsOf(path);
    const folder = segments.slice(0, -1).map((segment) => `${folderName(segment)}/`);
    const name = safeFileName(segments.at(-1) ?? "");
    const parent = folder.join("");
    const plain = parent + name;
    let count = taken.get(placeOf(plain)) ?? 1;
    let free = plain;
    while (!isFree(free)) free = parent + markedFileName(name, ` (${++count})`);
    taken.set(placeOf(plain), count);
    taken.set(placeOf(free), 1);
    return free;
  };
}

const segmentsOf = (path: string): string[] => trimEnd(path, "/").split("/");

/** Keys may contain empty segments, `.` and `..`. */
const folderName = (segment: string): string => (/^[. ]*$/.test(segment) ? "_" : safeFileName(segment));

/** File systems of Windows and macOS do not distinguish names that differ only in case or normal form. */
const placeOf = (name: string): string => name.normalize("NFC").toLowerCase();
