import type { BucketAccess } from "../client/bucketAccess.ts";
import type { CopyBytes } from "../objects/copyObject.ts";
import { objectBytes } from "./objectBytes.ts";
import { storeObject } from "./storeObject.ts";

/**
 * Copies the bytes of objects by a download and an upload.
 * @param open see S3.access
 */
export function copyBytesThrough(open: (bucket: string) => BucketAccess | Promise<BucketAccess>): CopyBytes {
  return async ({ from, to, source, expected, metadata, confirmUnverified, signal }) => {
    const [reader, writer] = [await open(from.bucket), await open(to.bucket)];
    const bytes = objectBytes(reader, from, source, confirmUnverified && (() => confirmUnverified(from)));
    return storeObject(writer, bytes, { key: to.key, expected, metadata, ...(signal && { signal }) });
  };
}
