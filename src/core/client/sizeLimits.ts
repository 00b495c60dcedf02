/** Bytes that one request can store or copy: Amazon S3 User Guide, "Uploading objects". S3 states 5 GB as 5368709120. */
export const MAX_REQUEST_SIZE = 5 * 1024 ** 3;

/** Amazon S3 User Guide, "Amazon S3 multipart upload limits". */
export const MAX_PARTS = 10_000;

/** Parts of one object that are transferred or copied at the same time. */
export const PART_CONCURRENCY = 4;

/**
 * The size of each part but the last, in bytes.
 * @param wanted used unless the object would then have too many parts
 */
export function partSizeFor(size: number, wanted: number): number {
  return Math.max(wanted, Math.ceil(size / MAX_PARTS));
}
