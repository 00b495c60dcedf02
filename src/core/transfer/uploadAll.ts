import { forEachConcurrently, serialize } from "../async/concurrency.ts";
import type { BucketAccess } from "../client/bucketAccess.ts";
import { checkUnclaimed } from "../client/claim.ts";
import type { Expected } from "../client/conditionalWrite.ts";
import { findObjectMetadata, type ObjectMetadata, stateOf } from "../client/objectMetadata.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";
import { createFolder } from "../objects/buckets.ts";
import type { CollisionChoice } from "../objects/planTargets.ts";
import type { TransferOptions } from "./downloadObject.ts";
import { type LocalItem, localItems, localRoots } from "./localItems.ts";
import { newSummary, type TransferSummary } from "./transferSummary.ts";
import { isConflict, uploadFile } from "./uploadFile.ts";

export type UploadResponse = "replace" | "skip";

export interface UploadAllOptions extends TransferOptions {
  /** Asks what to do if the key is already in use. Called for one item at a time. */
  askReplace: (item: LocalItem) => Promise<UploadResponse>;
  /** Number of files at a time. */
  parallel?: number;
}

export const PARALLEL_FILES = 8;
const MAX_VANISHED = 3;

/** Files and folders on disk, and the prefix to which they are uploaded. */
export interface UploadPlan {
  roots: string[];
  prefix: string;
  /** What to do with files or folders that have the same name. */
  onCollision?: CollisionChoice;
}

/**
 * Uploads files and folders to a prefix. Failures are listed in the summary, and the rest continues.
 * @throws S3Error sourcesCollide before anything is sent
 */
export async function uploadAll(
  access: BucketAccess,
  { roots: files, prefix, onCollision }: UploadPlan,
  options: UploadAllOptions,
): Promise<TransferSummary<LocalItem>> {
  const { roots, skipped } = localRoots(files, prefix, onCollision);
  const summary = { ...newSummary<LocalItem>(), skipped: skipped.length };
  return uploadItems(
    access,
    localItems(roots, (left) => summary.leftOut.push(left)),
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
  const ask = serialize(options.askReplace);
  await forEachConcurrently(items, parallel, async (item) => {
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
  const { signal } = options;
  if (item.kind === "folder") return putFolder(access, item.key, signal);
  const target = { bucket: access.bucket, key: item.key };
  const look = async () => {
    const found = await findObjectMetadata(access.request, target, signal);
    checkUnclaimed(access.request, target, found);
    return found;
  };
  let ahead: ObjectMetadata | undefined;
  // A large file is not sent for nothing.
  const beforeLarge = async () => {
    ahead = await look();
    if (ahead) throw new S3Error("changedMeanwhile", target);
  };
  let seen: ObjectMetadata | undefined;
  for (let gone = 0; ; ) {
    if (seen && (await options.askReplace(item)) === "skip") return false;
    try {
      const expected: Expected = seen ? { etag: stateOf(seen) } : "absent";
      await uploadFile(access, item.file, { ...options, key: item.key, expected, ...(!seen && { beforeLarge }) });
      return true;
    } catch (error) {
      if (!isConflict(error) || signal?.aborted) throw error;
      const found = ahead ?? (await look());
      ahead = undefined;
      if (found && seen && stateOf(found) === stateOf(seen)) throw error;
      // The object may have been deleted between the rejection and this check. After several such conflicts, the error
      // is final.
      if (!found && ++gone >= MAX_VANISHED) throw error;
      seen = found;
    }
  }
}

/** Stores the object that keeps an empty folder. */
async function putFolder(access: BucketAccess, key: string, signal?: AbortSignal): Promise<boolean> {
  try {
    await createFolder(access.request, access.bucket, key, signal);
  } catch (error) {
    if (!isS3Error(error) || error.code !== "targetExists") throw error;
  }
  return true;
}
