import { randomBytes } from "node:crypto";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { BucketAccess } from "./bucketAccess.ts";

/** An MD5 that no known content has, so no object has this ETag. */
const UNUSED_ETAG = '"00000000000000000000000000000000"';

/** Finds out which servers support conditional writes. Some accept If-Match and write anyway. */
export class ConditionalWrites {
  /** By endpoint. */
  readonly #known = new Map<string, boolean>();

  async supports(access: BucketAccess, key: string): Promise<boolean> {
    const known = access.endpoint === "AWS" || this.#known.get(access.endpoint);
    if (known !== undefined) return known;
    const found = await probe(access, key);
    if (found !== undefined) this.#known.set(access.endpoint, found);
    return found ?? false;
  }
}

/**
 * Attempts a write that must fail, under a new random key. If it succeeds, the object is deleted again.
 * @returns undefined if the response is inconclusive
 */
async function probe(access: BucketAccess, near: string): Promise<boolean | undefined> {
  const { bucket } = access;
  const key = `${near.slice(0, near.lastIndexOf("/") + 1)}.s3-presign-${randomBytes(8).toString("hex")}`;
  return access.send("PutObject", key, async (client) => {
    const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body: new Uint8Array(), IfMatch: UNUSED_ETAG });
    try {
      const { VersionId } = await client.send(put);
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, ...(VersionId && { VersionId }) }));
      return false;
    } catch (error) {
      return verdict(error as { name?: string; $metadata?: { httpStatusCode?: number } });
    }
  });
}

function verdict(error: { name?: string; $metadata?: { httpStatusCode?: number } }): boolean | undefined {
  const status = error.$metadata?.httpStatusCode;
  // S3 finds no object to match; other servers find that it does not match.
  if (status === 412 || error.name === "NoSuchKey") return true;
  if (status === 501 || error.name === "NotImplemented") return false;
  if (status === 403) return undefined;
  throw error;
}
