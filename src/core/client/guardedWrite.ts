import { raceAbort } from "../async/raceAbort.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";
import type { BucketAccess } from "./bucketAccess.ts";
import { findHead } from "./objectHead.ts";

/** What must stand under a key at the moment of a write: nothing, or the object of one ETag. */
export type Expected = "absent" | { etag: string };

/** Of PutObject, CompleteMultipartUpload and CopyObject. */
export type Condition = { IfNoneMatch: "*" } | { IfMatch: string };

const conditionOf = (expected: Expected): Condition =>
  expected === "absent" ? { IfNoneMatch: "*" } : { IfMatch: expected.etag };

/**
 * Write only where that stands under the key which the writer has seen. The write carries its condition; where the
 * server does not heed conditions, what stands there is looked at just before.
 * @throws S3Error changedMeanwhile
 */
export async function guardedWrite<T>(
  access: BucketAccess,
  key: string,
  expected: Expected,
  write: (condition: Condition) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const isSupported = await raceAbort(signal, access.supportsConditions(key));
  if (!isSupported) await checkExpected(access, key, expected, signal);
  try {
    return await write(conditionOf(expected));
  } catch (error) {
    if (!isRefusedCondition(error, expected)) throw error;
    await checkExpected(access, key, expected, signal);
    if (expected === "absent") throw changed(access, key, error);
    // Ceph RGW 16 compares what stands between the quotation marks with the whole.
    return writeAgain(access, key, () => write({ IfMatch: expected.etag.replaceAll('"', "") }));
  }
}

async function writeAgain<T>(access: BucketAccess, key: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw isRefusedCondition(error, { etag: "" }) ? changed(access, key, error) : error;
  }
}

/** @throws S3Error changedMeanwhile */
export async function checkExpected(
  access: BucketAccess,
  key: string,
  expected: Expected,
  signal?: AbortSignal,
): Promise<void> {
  const head = await findHead(access, key, signal && { signal });
  if (head?.ETag !== (expected === "absent" ? undefined : expected.etag)) throw changed(access, key);
}

/** 412, or 409 where two writes met; or what was to be replaced is gone. */
function isRefusedCondition(error: unknown, expected: Expected): boolean {
  if (!isS3Error(error)) return false;
  if (error.code === "noSuchKey") return expected !== "absent";
  if (error.code !== "refused") return false;
  const { status } = error.details as { status: number };
  return status === 412 || status === 409;
}

function changed({ bucket }: BucketAccess, key: string, cause?: unknown): S3Error {
  return new S3Error("changedMeanwhile", { bucket, key }, { cause });
}

/** Whether the request went out more than once, so that an earlier try may have been carried out and only its answer lost. */
export function wasRepeated(error: unknown): boolean {
  const { cause, $metadata } = error as { cause?: unknown; $metadata?: { attempts?: number } };
  if ($metadata) return ($metadata.attempts ?? 1) > 1;
  return cause !== undefined && wasRepeated(cause);
}
