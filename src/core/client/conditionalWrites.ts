import { randomBytes } from "node:crypto";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { BucketAccess } from "./bucketAccess.ts";

/** The MD5 of nothing that anybody has: no object has this ETag. */
const NOBODYS_ETAG = '"00000000000000000000000000000000"';

/** Which servers heed conditions on a write. Some take If-Match and write all the same. */
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
 * Ask for a write that must not happen, under a name that nobody has; where it happens, it is taken back.
 * @returns undefined where the answer tells neither
 */
async function probe(access: BucketAccess, near: string): Promise<boolean | undefined> {
  const { bucket } = access;
  const key = `${near.slice(0, near.lastIndexOf("/") + 1)}.s3-presign-${randomBytes(8).toString("hex")}`;
  return access.send("PutObject", key, async (client) => {
    const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body: new Uint8Array(), IfMatch: NOBODYS_ETAG });
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
  // S3 finds no object to match, others find that it does not match.
  if (status === 412 || error.name === "NoSuchKey") return true;
  if (status === 501 || error.name === "NotImplemented") return false;
  if (status === 403) return undefined;
  throw error;
}
