import type { ObjectInBucket } from "../address/location.ts";
import type { BucketAccess } from "../client/bucketAccess.ts";
import type { ObjectMetadata } from "../client/objectMetadata.ts";
import type { ByteSource } from "./byteSource.ts";
import { differsFromEtag, readRange, type Sink } from "./downloadObject.ts";
import { startVerification } from "./verifyFile.ts";

/**
 * The bytes of an object, for storing them elsewhere. They are verified like those of a download.
 * @param metadata of the object; its bytes must not change until all are read
 * @param keepUnverified see DownloadOptions
 * @throws S3Error changedMeanwhile, objectDamaged, endpointSilent, …: while reading
 */
export function objectBytes(
  access: BucketAccess,
  { key, versionId }: ObjectInBucket,
  metadata: ObjectMetadata,
  keepUnverified?: () => Promise<boolean>,
): ByteSource {
  const { ETag: etag, LastModified: modified, ContentLength: size } = metadata;
  const verification = startVerification(key, metadata, access.request.etags);
  let verified = Promise.resolve();
  let checked: Promise<void> | undefined;
  const fill = async (into: Buffer, position: number, signal: AbortSignal) => {
    // An empty object has no range. It is read nevertheless, because a proxy may have removed the size from HeadObject.
    const to = size === 0 ? Number.POSITIVE_INFINITY : position + into.length;
    const byteRange = { from: position, to, etag, modified, size };
    const sink: Sink = async (chunks, at) => {
      for (const chunk of chunks) at += chunk.copy(into, at - position);
    };
    await readRange(access, { key, size, ...(versionId && { versionId }) }, byteRange, sink, { signal });
  };
  const check = async () => {
    const isVerified = (await verification?.end()) ?? true;
    if (!isVerified && !(await keepUnverified?.())) throw differsFromEtag(key);
  };
  return {
    size,
    read(into, position, signal) {
      if (checked) return fill(into, position, signal);
      // Ranges arrive in any order, but are verified in that of their bytes.
      verified = Promise.all([verified, fill(into, position, signal)]).then(() => verification?.update(into));
      return verified;
    },
    check() {
      checked ??= check();
      return checked;
    },
  };
}
