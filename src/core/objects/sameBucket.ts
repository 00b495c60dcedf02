import { canBeSameBucket } from "../address/bucketName.ts";
import { findObjectMetadata } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { isS3Error } from "../errors/errors.ts";
import { isSameObject } from "./verifyCopy.ts";

/** A bucket and what reaches it. */
interface ReachedBucket {
  bucket: string;
  request: Send;
}

/** Unknown if the names do not decide and there is nothing to compare, or it could not be read. */
export type Sameness = "same" | "different" | "unknown";

/**
 * Whether two names and connections reach the same bucket. An access point is another name of its bucket, an endpoint
 * can have several URLs, and on Ceph users of two tenants have different buckets of one name. So an object of the
 * bucket is compared unless one connection uses one name.
 * @param key an object in the first bucket
 */
export async function sameBucket(one: ReachedBucket, other: ReachedBucket, key: string): Promise<Sameness> {
  const isOneConnection = one.request.connection === other.request.connection;
  if (one.bucket === other.bucket && isOneConnection) return "same";
  if (!canBeSameBucket(one.bucket, other.bucket)) return "different";
  const [here, there] = await Promise.all([one, other].map((reached) => find(reached, key)));
  if (!here || here === "unknown" || !there || there === "unknown") {
    return here === there || here === "unknown" || there === "unknown" ? "unknown" : "different";
  }
  if (!isSameObject(here, there)) return "different";
  // Without versions, equal objects of two tenants can be of the same second.
  return isOneConnection || (here.VersionId ?? "null") !== "null" ? "same" : "unknown";
}

async function find({ bucket, request }: ReachedBucket, key: string) {
  try {
    return await findObjectMetadata(request, { bucket, key });
  } catch (error) {
    if (!isS3Error(error)) throw error;
    return error.code === "noSuchBucket" ? undefined : "unknown";
  }
}
