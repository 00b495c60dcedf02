import { S3Error } from "../errors/errors.ts";
import type { BucketAccess } from "./bucketAccess.ts";
import { findObjectMetadata, type ObjectMetadata } from "./objectMetadata.ts";

/** Everything that S3 returns about an object except its bytes. */
export type ObjectHead = ObjectMetadata & { ETag: string; ContentLength: number };

/** @returns undefined if there is no such object */
export async function findHead(
  { bucket, request }: BucketAccess,
  key: string,
  { versionId, signal }: { versionId?: string; signal?: AbortSignal } = {},
): Promise<ObjectHead | undefined> {
  const metadata = await findObjectMetadata(request, { bucket, key, ...(versionId && { versionId }) }, signal);
  return metadata && { ...metadata, ETag: metadata.ETag ?? "", ContentLength: metadata.ContentLength ?? 0 };
}

/** @throws S3Error noSuchKey */
export async function headObject(...args: Parameters<typeof findHead>): Promise<ObjectHead> {
  const [{ bucket }, key] = args;
  const head = await findHead(...args);
  if (!head) throw new S3Error("noSuchKey", { bucket, key });
  return head;
}
