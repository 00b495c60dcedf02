import type { ObjectInBucket } from "../address/location.ts";
import type { Bucket } from "../bucket.ts";
import { S3Error } from "../errors/errors.ts";
import type { Relocation, RelocationOptions } from "../objects/relocate.ts";
import { safeFileName } from "../text/fileName.ts";
import { afterRemoval, removePage } from "./removePage.ts";
import type { SharePlace } from "./sharePlace.ts";

export type CopyOptions = Pick<RelocationOptions, "signal" | "onStep" | "confirmLoss" | "confirmUnverified" | "write">;

/**
 * Copies objects to keys of their own within the bucket, and shares the copies. After a failure, nothing of the page
 * remains.
 * @param share is given the keys of the copies, in the order of the objects
 * @throws S3Error the first failure; pageLeft if something of the page can still be read
 */
export async function withCopies<T>(
  bucket: Bucket,
  place: SharePlace,
  objects: readonly ObjectInBucket[],
  options: CopyOptions,
  share: (copies: string[]) => Promise<T>,
): Promise<T> {
  const copies = objects.map(({ key }, index) => `${place.copies}${index}/${safeFileName(key)}`);
  try {
    await copyAll(bucket, objects, copies, options);
    return await share(copies);
  } catch (error) {
    const known = copies.map((key) => ({ key }));
    // Not by the signal, which may be why it ends.
    throw await afterRemoval(bucket, place, error, () => removePage(bucket, place, known));
  }
}

async function copyAll(
  bucket: Bucket,
  objects: readonly ObjectInBucket[],
  copies: readonly string[],
  options: CopyOptions,
): Promise<void> {
  const relocations = objects.map(
    ({ key, versionId }, index): Relocation => ({
      from: { bucket: bucket.name, key, ...(versionId !== undefined && { versionId }) },
      to: { bucket: bucket.name, key: copies[index] as string },
    }),
  );
  const { failed, existing } = await bucket.relocate(relocations, { ...options, move: false });
  const [failure] = failed;
  if (failure) throw failure.error;
  const [taken] = existing;
  if (taken) throw new S3Error("targetExists", { ...taken.to, etag: taken.replaces ?? "" });
}
