import { AbortMultipartUploadCommand } from "@aws-sdk/client-s3";
import { named, type ObjectPlace, statusOf } from "../client/objectFacts.ts";
import type { Send } from "../client/send.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";

/** A part that was under way may be stored after the first: Amazon S3 API Reference, "AbortMultipartUpload". */
const MOST_ABORTS = 3;

/**
 * Until the server no longer knows the upload: no part stays behind that nobody sees and somebody pays for.
 * @throws S3Error partsLeft
 */
export async function abortParts(
  send: Send,
  place: Omit<ObjectPlace, "versionId">,
  uploadId: string,
  cause?: unknown,
): Promise<void> {
  try {
    for (let aborts = 0; aborts < MOST_ABORTS; aborts++) {
      await send(new AbortMultipartUploadCommand({ ...named(place), UploadId: uploadId }));
    }
  } catch (error) {
    if (statusOf(error) === 404) return;
    const reason = isS3Error(error) ? error.code : String(error);
    throw new S3Error(
      "partsLeft",
      { bucket: place.bucket, key: place.key, uploadId, reason },
      { cause: cause ?? error },
    );
  }
}
