import { AbortMultipartUploadCommand } from "@aws-sdk/client-s3";
import type { BucketAccess } from "../bucketAccess.ts";
import { isS3Error, S3Error } from "../errors.ts";

/** A part that was under way may be stored after the first: Amazon S3 API Reference, "AbortMultipartUpload". */
const MOST_ABORTS = 3;

/**
 * Until the server no longer knows the upload.
 * @throws S3Error partsLeft
 */
export async function abortParts(access: BucketAccess, key: string, uploadId: string): Promise<void> {
  const { bucket } = access;
  const command = () => new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId });
  try {
    for (let aborts = 0; aborts < MOST_ABORTS; aborts++) {
      await access.send("AbortMultipartUpload", key, (client) => client.send(command()));
    }
  } catch (error) {
    if (isS3Error(error) && error.code === "refused" && (error.details as { status: number }).status === 404) return;
    const reason = isS3Error(error) ? error.code : String(error);
    throw new S3Error("partsLeft", { bucket, key, uploadId, reason }, { cause: error });
  }
}
