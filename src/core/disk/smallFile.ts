import { readFileSync, type Stats, statSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { devNull } from "node:os";

/** Bytes. Settings, certificates and tokens are never this long. */
const MAX_SIZE = 4 * 1024 ** 2;

/** Why a file is not opened: a pipe or a device may never end, and opening one may never return. */
export type SmallFileFault = "notAFile" | "tooLarge";

/** @throws Error with a `code`: that of Node, or a SmallFileFault */
export async function readSmallFile(file: string): Promise<Buffer> {
  check(file, await stat(file));
  return readFile(file);
}

/** @throws Error see readSmallFile */
export function readSmallFileSync(file: string): Buffer {
  check(file, statSync(file));
  return readFileSync(file);
}

/** The null device is often named to mean a file without settings. */
function check(file: string, stats: Stats): void {
  if (file === devNull) return;
  const code: SmallFileFault | undefined = !stats.isFile()
    ? "notAFile"
    : stats.size > MAX_SIZE
      ? "tooLarge"
      : undefined;
  if (code) throw Object.assign(new Error(code), { code });
}
