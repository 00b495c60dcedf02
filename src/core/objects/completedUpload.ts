import { isNewSince, type ObjectMetadata } from "../client/objectMetadata.ts";
import { isMissingUpload } from "./abortParts.ts";

export interface SentUpload {
  /** The ETag of the object if the server's ETags are MD5 digests: see multipartEtag. */
  etag: string;
  /** Bytes. */
  size: number;
  /** When the upload was created, in milliseconds since 1970 by the server's clock. */
  started: number;
}

/**
 * Whether an object is what a CompleteMultipartUpload has written whose response was lost. On servers with other ETags,
 * it has its size, and the upload no longer exists.
 * @param error of the repeated request
 */
export function isCompleted(
  found: ObjectMetadata | undefined,
  { etag, size, started }: SentUpload,
  error: unknown,
): found is ObjectMetadata {
  if (!found || !isNewSince(found, started)) return false;
  return found.ETag === etag || (isMissingUpload(error) && found.ContentLength === size);
}
