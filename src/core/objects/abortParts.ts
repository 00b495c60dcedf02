import { AbortMultipartUploadCommand, ListPartsCommand } from "@aws-sdk/client-s3";
import type { KeyPlace } from "../address/location.ts";
import { named, statusOf } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";

/**
 * A part that is still being sent may be stored after the first abort: Amazon S3 API Reference, "AbortMultipartUpload".
 */
const MAX_ABORTS = 3;

/**
 * Aborts an upload until the server no longer knows it, so that no hidden parts remain and cost money.
 * @throws S3Error partsLeft
 */
export async function abortParts(send: Send, place: KeyPlace, uploadId: string, cause?: unknown): Promise<void> {
  try {
    for (let aborts = 0; aborts < MAX_ABORTS; aborts++) {
      await send(new AbortMultipartUploadCommand({ ...named(place), UploadId: uploadId }));
    }
  } catch (error) {
    if (statusOf(error) === 404) return;
    const reason = isS3Error(error) ? error.code : String(error);
    throw partsLeft(send, place, uploadId, reason, cause ?? error);
  }
}

/**
 * Aborts an upload at the user's request, until the server no longer knows it. Without permission to list parts, only
 * further aborts show it.
 * @returns false if the server did not know the upload even at first, because it was completed or aborted before
 * @throws S3Error accessDenied, …; partsLeft if parts keep arriving
 */
export async function abortUpload(
  send: Send,
  place: KeyPlace,
  uploadId: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const upload = { ...named(place), UploadId: uploadId };
  let mayList = true;
  for (let aborts = 0; aborts < MAX_ABORTS; aborts++) {
    if (await isGone(send(new AbortMultipartUploadCommand(upload), signal))) return aborts > 0;
    if (!mayList) continue;
    try {
      if (await isGone(send(new ListPartsCommand({ ...upload, MaxParts: 1 }), signal))) return true;
    } catch (error) {
      if (!isS3Error(error) || error.code !== "accessDenied") throw error;
      mayList = false;
    }
  }
  // Some servers accept any number of aborts.
  if (!mayList) return true;
  throw partsLeft(send, place, uploadId, "ListParts");
}

async function isGone(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return false;
  } catch (error) {
    if (isMissingUpload(error)) return true;
    throw error;
  }
}

/** NoSuchUpload, or NoSuchKey on Ceph. */
export function isMissingUpload(error: unknown): boolean {
  return statusOf(error) === 404 || (isS3Error(error) && error.code === "noSuchKey");
}

function partsLeft(
  { connection }: Send,
  { bucket, key }: KeyPlace,
  uploadId: string,
  reason: string,
  cause?: unknown,
): S3Error {
  return new S3Error("partsLeft", { connection, bucket, key, uploadId, reason }, { cause });
}
