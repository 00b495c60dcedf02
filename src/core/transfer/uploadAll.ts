import { stat } from "node:fs/promises";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { BucketAccess } from "../bucketAccess.ts";
import { isS3Error } from "../errors.ts";
import { type Expected, guardedWrite } from "../guardedWrite.ts";
import { onDisk } from "../localFile.ts";
import { checkKey } from "../location.ts";
import { findHead } from "../objectHead.ts";
import { eachInParallel, inTurn } from "../parallel.ts";
import type { TransferOptions } from "./downloadObject.ts";
import { type LocalItem, localItems } from "./localItems.ts";
import { newSummary, type TransferSummary } from "./transferSummary.ts";
import { isConflict, UPLOAD_PART_SIZE, uploadFile } from "./uploadFile.ts";

export type UploadAnswer = "replace" | "skip";

export interface UploadAllOptions extends TransferOptions {
  /** Something stands under the key already. Asked one by one. */
  askReplace: (item: LocalItem) => Promise<UploadAnswer>;
  /** Files at a time. */
  parallel?: number;
}

const PARALLEL_FILES = 8;

/** Upload files and folders below a prefix. What fails is in the summary, and keeps nothing else from going. */
export function uploadAll(
  access: BucketAccess,
  { roots, prefix }: { roots: string[]; prefix: string },
  options: UploadAllOptions,
): Promise<TransferSummary<LocalItem>> {
  const summary = newSummary<LocalItem>();
  return uploadItems(
    access,
    localItems(roots, prefix, (left) => summary.leftOut.push(left)),
    options,
    summary,
  );
}

export async function uploadItems(
  access: BucketAccess,
  items: AsyncIterable<LocalItem>,
  options: UploadAllOptions,
  summary = newSummary<LocalItem>(),
): Promise<TransferSummary<LocalItem>> {
  const { parallel = PARALLEL_FILES, signal } = options;
  const ask = inTurn(options.askReplace);
  await eachInParallel(items, parallel, async (item) => {
    if (signal?.aborted) return;
    try {
      const isDone = await uploadItem(access, item, { ...options, askReplace: ask });
      if (isDone) summary.done++;
      else summary.skipped++;
    } catch (error) {
      if (!isS3Error(error)) throw error;
      if (!signal?.aborted || error.code === "partsLeft") summary.failed.push({ item, error });
    }
  });
  return summary;
}

/** @returns whether it was uploaded */
async function uploadItem(access: BucketAccess, item: LocalItem, options: UploadAllOptions): Promise<boolean> {
  if (item.kind === "folder") return putFolder(access, checkKey(item.key));
  let seen = (await isLarge(item.file)) ? await findHead(access, item.key) : undefined;
  for (;;) {
    if (seen && (await options.askReplace(item)) === "skip") return false;
    try {
      const expected: Expected = seen ? { etag: seen.ETag } : "absent";
      await uploadFile(access, item.file, { ...options, key: item.key, expected });
      return true;
    } catch (error) {
      if (!isConflict(error) || options.signal?.aborted) throw error;
      // Between the refusal and this look it may have gone.
      const found = await findHead(access, item.key);
      if (found && found.ETag === seen?.ETag) throw error;
      seen = found;
    }
  }
}

/** So that the key is looked at first, lest all of it be sent in vain. */
async function isLarge(file: string): Promise<boolean> {
  return (await onDisk(file, () => stat(file))).size > UPLOAD_PART_SIZE;
}

/** What keeps an empty folder. */
async function putFolder(access: BucketAccess, key: string): Promise<boolean> {
  const { bucket } = access;
  try {
    await guardedWrite(access, key, "absent", (condition) =>
      access.send("PutObject", key, (client) =>
        client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: new Uint8Array(), ...condition })),
      ),
    );
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
  return true;
}
