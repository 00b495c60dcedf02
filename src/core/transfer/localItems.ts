import type { Dirent } from "node:fs";
import { lstat, opendir, realpath, stat } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { onDisk } from "../disk/localFile.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";

/** What to upload under a key. An empty folder is a key that ends with `/`. */
export interface LocalItem {
  file: string;
  key: string;
  kind: "file" | "folder";
}

/** What is not uploaded, and why. */
export interface LeftOut {
  file: string;
  error: S3Error;
}

/** Yields files and folders, with everything in the folders, as they are read from disk. */
export async function* localItems(
  roots: string[],
  prefix: string,
  leaveOut: (left: LeftOut) => void,
): AsyncGenerator<LocalItem> {
  for (const root of roots) {
    try {
      const stats = await onDisk(root, () => stat(root));
      const key = prefix + basename(root);
      if (stats.isDirectory()) yield* folderItems(root, `${key}/`, await realpath(root), leaveOut);
      else yield { file: root, key, kind: "file" };
    } catch (error) {
      if (!isS3Error(error)) throw error;
      leaveOut({ file: root, error });
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
