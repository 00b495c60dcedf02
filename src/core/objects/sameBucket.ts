import { canBeSameBucket } from "../address/bucketName.ts";
import { findObjectMetadata } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { isSameObject } from "./verifyCopy.ts";

/** A bucket and what reaches it. */
interface ReachedBucket {
  bucket: string;
  request: Send;
  /** URL, or `AWS`. */
  endpoint?: string;
}

/**
 * Whether two names and connections reach the same bucket. An access point is another name of its bucket, and an
 * endpoint can have several URLs, so an object of the bucket is compared where the names do not decide.
 * @param key an object in the first bucket
 */
export async function isSameBucket(one: ReachedBucket, other: ReachedBucket, key: string): Promise<boolean> {
  if (one.bucket === other.bucket && one.endpoint === other.endpoint) return true;
  if (!canBeSameBucket(one.bucket, other.bucket)) return false;
  const [here, there] = await Promise.all(
    [one, other].map(({ bucket, request }) => findObjectMetadata(request, { bucket, key })),
  );
  return here !== undefined && there !== undefined && isSameObject(here, there);
}
