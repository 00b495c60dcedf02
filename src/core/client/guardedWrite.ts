import { raceAbort } from "../async/raceAbort.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";
import type { BucketAccess } from "./bucketAccess.ts";
import { findObjectMetadata } from "./objectMetadata.ts";

/** What a key must hold at the moment of a write: no object, or the object with this ETag. */
export type Expected = "absent" | { etag: string };

/** For PutObject, CompleteMultipartUpload and CopyObject. */
export type Condition = { IfNoneMatch: "*" } | { IfMatch: string };

const conditionOf = (expected: Expected): Condition =>
  expected === "absent" ? { IfNoneMatch: "*" } : { IfMatch: expected.etag };

/**
 * Writes only if the key still holds what the caller has seen. The write carries a condition. If the server does not
 * support conditional writes, the key is checked just before.
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
    // Ceph RGW 16 compares the header with an ETag that has no quotation marks.
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
  const head = await findObjectMetadata(access.request, { bucket: access.bucket, key }, signal);
  if (head?.ETag !== (expected === "absent" ? undefined : expected.etag)) throw changed(access, key);
}

/** 412; 409 if two writes collided; or noSuchKey if the object to replace was deleted. */
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

/**
 * Whether the request was sent more than once. An earlier attempt may then have succeeded with only its response lost.
 */
export function wasRepeated(error: unknown): boolean {
  const { cause, $metadata } = error as { cause?: unknown; $metadata?: { attempts?: number } };
  if ($metadata) return ($metadata.attempts ?? 1) > 1;
  return cause !== undefined && wasRepeated(cause);
}
