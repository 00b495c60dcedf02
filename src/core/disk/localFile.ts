import { randomBytes } from "node:crypto";
import { type FileHandle, link, lstat, open, rename, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isS3Error, S3Error } from "../errors/errors.ts";

/**
 * Adds the name of the file to errors of the file system.
 * @throws S3Error fileExists, fileFailed
 */
export async function onDisk<T>(file: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isS3Error(error)) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw new S3Error("fileExists", { file }, { cause: error });
    throw new S3Error("fileFailed", { file, reason: code ?? message }, { cause: error });
  }
}

/**
 * Fills a hidden file in the target folder and renames it when it is complete. An existing file stays until then, and a
 * failed run leaves nothing behind. If there is an existing file, the new one is on the disk before it replaces it.
 * @param replace whether an existing file may be replaced
 * @param mode permissions of the file; by default those of the existing file, if there is one
 * @throws S3Error fileFailed, fileExists
 */
export async function fillFile<T>(
  file: string,
  { replace, mode }: { replace: boolean; mode?: number },
  run: (handle: FileHandle) => Promise<T>,
): Promise<T> {
  const temporary = join(dirname(file), `.s3-presign-${randomBytes(8).toString("hex")}.part`);
  const existing = replace ? await modeOf(file) : undefined;
  const handle = await onDisk(file, () => open(temporary, "wx+", mode ?? existing));
  try {
    let result: T;
    try {
      result = await run(handle);
      if (existing !== undefined) await onDisk(file, () => makeReady(handle, mode ?? existing));
    } finally {
      await handle.close();
    }
    await onDisk(file, () => (replace ? rename(temporary, file) : renameNew(temporary, file)));
    return result;
  } finally {
    await removeIfThere(temporary);
  }
}

/** @returns the permissions of a file; undefined if there is none */
async function modeOf(file: string): Promise<number | undefined> {
  const found = await lstat(file).catch(() => undefined);
  return found?.isFile() ? found.mode & 0o777 : undefined;
}

/** The umask may have removed permissions. */
async function makeReady(handle: FileHandle, mode: number): Promise<void> {
  await handle.chmod(mode);
  await handle.sync();
}

/** Takes one system call; `rm` would check first. */
async function removeIfThere(file: string): Promise<void> {
  try {
    await unlink(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** A rename would replace a file that has appeared meanwhile. A hard link fails instead. */
async function renameNew(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    // Not every file system supports hard links.
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(code)) throw error;
    await (await open(to, "wx")).close();
    await rename(from, to);
  }
}
