import { RenameObjectCommand } from "@aws-sdk/client-s3";
import { hasRename } from "../address/bucketName.ts";
import { checkKey, type KeyPlace } from "../address/location.ts";
import { findObjectMetadata, named, statusOf } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { S3Error } from "../errors/errors.ts";
import { encodeKey } from "../sign/copySource.ts";

/**
 * Whether S3 can rename an object in one step: where it renames at all, and not if a name ends with a slash. Amazon S3
 * User Guide, "Renaming objects in directory buckets".
 */
export function canRename(from: KeyPlace, to: KeyPlace): boolean {
  const isWithin = from.bucket === to.bucket && from.key !== to.key && hasRename(from.bucket);
  return isWithin && ![from.key, to.key].some((key) => key.endsWith("/"));
}

/**
 * Renames an object in one step, with everything that belongs to it. A repeated request has the same token, so S3 carries it
 * out once.
 * @param replaces ETag of the object at the target that may be replaced. If absent, nothing may exist there.
 * @throws S3Error targetExists, changedMeanwhile, noSuchKey, keyTooLong, …
 */
export async function renameObject(
  send: Send,
  from: KeyPlace,
  to: KeyPlace,
  { replaces, signal }: { replaces?: string; signal?: AbortSignal } = {},
): Promise<void> {
  const condition = replaces ? { DestinationIfMatch: replaces } : { DestinationIfNoneMatch: "*" };
  const target = { ...named(to), Key: checkKey(to.key) };
  const command = new RenameObjectCommand({ ...target, RenameSource: encodeKey(from.key), ...condition });
  try {
    await send(command, signal);
  } catch (error) {
    if (statusOf(error) !== 412) throw error;
    const found = await findObjectMetadata(send, to, signal);
    throw found
      ? new S3Error("targetExists", { ...to, etag: found.ETag }, { cause: error })
      : new S3Error("changedMeanwhile", { ...to }, { cause: error });
  }
}
