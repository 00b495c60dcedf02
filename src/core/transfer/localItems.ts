import type { Dirent } from "node:fs";
import { lstat, opendir, realpath, stat } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { onDisk } from "../disk/localFile.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";
import { type CollisionChoice, planTargets } from "../objects/planTargets.ts";

/** What to upload under a key. An empty folder is a key that ends with `/`. */
export interface LocalItem {
  file: string;
  key: string;
  kind: "file" | "folder";
}

/** A file or folder to upload. */
export interface LocalRoot {
  file: string;
  /** The key of the file, or of the folder without the closing slash. */
  key: string;
}

/**
 * The keys of files and folders that are uploaded together.
 * @throws S3Error sourcesCollide, keyTooLong
 */
export function localRoots(
  files: readonly string[],
  prefix: string,
  choice?: CollisionChoice,
): { roots: LocalRoot[]; skipped: string[] } {
  const { planned, skipped } = planTargets([...new Set(files)], (file) => prefix + basename(file), choice);
  return { roots: planned.map(({ source: file, target: key }) => ({ file, key })), skipped };
}

/** What is not uploaded, and why. */
export interface LeftOut {
  file: string;
  error: S3Error;
}

/** Yields files and folders, with everything in the folders, as they are read from disk. */
export async function* localItems(roots: LocalRoot[], leaveOut: (left: LeftOut) => void): AsyncGenerator<LocalItem> {
  for (const { file, key } of roots) {
    try {
      const stats = await onDisk(file, () => stat(file));
      if (stats.isDirectory()) yield* folderItems(file, `${key}/`, await realpath(file), leaveOut);
      else yield { file, key, kind: "file" };
    } catch (error) {
      if (!isS3Error(error)) throw error;
      leaveOut({ file, error });
    }
  }
}

async function* folderItems(
  folder: string,
  prefix: string,
  root: string,
  leaveOut: (left: LeftOut) => void,
): AsyncGenerator<LocalItem> {
  let isEmpty = true;
  try {
    for await (const entry of await onDisk(folder, () => opendir(folder))) {
      isEmpty = false;
      const file = join(folder, entry.name);
      const key = prefix + entry.name;
      if (entry.isDirectory()) yield* folderItems(file, `${key}/`, root, leaveOut);
      else if (await isFileWithin(file, entry, root)) yield { file, key, kind: "file" };
      else leaveOut({ file, error: new S3Error("fileFailed", { file, reason: reasonFor(entry) }) });
    }
  } catch (error) {
    if (!isS3Error(error)) throw error;
    leaveOut({ file: folder, error });
    return;
  }
  if (isEmpty) yield { file: folder, key: prefix, kind: "folder" };
}

/**
 * Follows a link only to a file within the uploaded folder. A link to a folder is never followed, because it can form a
 * cycle.
 */
async function isFileWithin(file: string, entry: Dirent, root: string): Promise<boolean> {
  if (entry.isFile()) return true;
  if (!entry.isSymbolicLink()) return false;
  const target = await realpath(file).catch(() => undefined);
  if (!target?.startsWith(root + sep)) return false;
  return (await lstat(target)).isFile();
}

const reasonFor = (entry: Dirent): string => (entry.isSymbolicLink() ? "symbolic link" : "not a file");
