import { constants, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { checkKey } from "../address/location.ts";
import type { BucketAccess } from "../client/bucketAccess.ts";
import { onDisk } from "../disk/localFile.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";
import { contentTypeOf } from "../text/contentType.ts";
import { type StoreOptions, storeObject, UPLOAD_PART_SIZE } from "./storeObject.ts";

export interface UploadOptions extends Omit<StoreOptions, "metadata"> {
  /** Runs before anything of a file is sent that takes more than one part. */
  beforeLarge?: () => Promise<void>;
}

/**
 * Stores a file as one object.
 * @throws S3Error fileChanged, fileFailed, keyTooLong; see storeObject
 */
export async function uploadFile(access: BucketAccess, file: string, options: UploadOptions): Promise<void> {
  checkKey(options.key);
  // Opening a pipe would wait for its writer.
  const handle = await onDisk(file, () => open(file, constants.O_RDONLY | constants.O_NONBLOCK));
  try {
    const stats = await onDisk(file, () => handle.stat());
    if (!stats.isFile()) throw new S3Error("fileFailed", { file, reason: "EISDIR" });
    if (stats.size > UPLOAD_PART_SIZE) await options.beforeLarge?.();
    const source = {
      size: stats.size,
      read: (into: Buffer, position: number) => readFully(file, handle, into, position),
      check: () => checkUnchanged(file, handle, stats),
    };
    const metadata = { ContentType: contentTypeOf(file) ?? "application/octet-stream" };
    await storeObject(access, source, { ...options, metadata });
  } finally {
    await handle.close();
  }
}

/** @throws S3Error fileChanged if the file has become shorter */
async function readFully(file: string, handle: FileHandle, into: Buffer, position: number): Promise<void> {
  for (let at = 0; at < into.length; ) {
    const { bytesRead } = await onDisk(file, () => handle.read(into, at, into.length - at, position + at));
    if (bytesRead === 0) throw new S3Error("fileChanged", { file });
    at += bytesRead;
  }
}

/** @throws S3Error fileChanged if the file has changed since it was opened */
async function checkUnchanged(file: string, handle: FileHandle, { size, mtimeMs }: Stats): Promise<void> {
  const now = await onDisk(file, () => handle.stat());
  if (now.size !== size || now.mtimeMs !== mtimeMs) throw new S3Error("fileChanged", { file });
}

/** Whether an upload stopped because its key holds something else. */
export const isConflict = (error: unknown): boolean => isS3Error(error) && error.code === "changedMeanwhile";
