import type { ObjectInBucket } from "../address/location.ts";
import type { Bucket } from "../bucket.ts";
import { versionOf } from "../client/objectMetadata.ts";
import { isS3Error, ofOwn, S3Error } from "../errors/errors.ts";
import type { RequiredParameters } from "../objects/preserve.ts";
import { putObject } from "../objects/putObject.ts";
import { mayBeStored } from "./mayBeStored.ts";
import { newShareId } from "./sharePlace.ts";

/** Headers that a bucket can require of every write, as parameters of PutObject. */
export type WriteSettings = RequiredParameters;

/** Headers that bucket policies often require. Without any, the test shows whether it is a header at all. */
const USUAL: WriteSettings[] = [
  {},
  { ServerSideEncryption: "aws:kms" },
  { ServerSideEncryption: "AES256" },
  { ACL: "bucket-owner-full-control" },
];

/**
 * Finds out which header a bucket requires of each write, after a write without it was denied. S3 does not say it.
 * @param test writes something with a header and removes it; returns false if that shows nothing
 * @returns undefined if none of the usual headers helps, or none is required
 */
export async function acceptedHeader(
  test: (write: WriteSettings) => Promise<boolean>,
  signal: AbortSignal | undefined,
): Promise<WriteSettings | undefined> {
  for (const write of USUAL) {
    try {
      return (await test(write)) && Object.keys(write).length > 0 ? write : undefined;
    } catch (error) {
      if (signal?.aborted || !isS3Error(error)) throw error;
    }
  }
  return undefined;
}

/** The header that a bucket requires of the objects that are stored for pages. @returns undefined as acceptedHeader does */
export function requiredByPages(
  bucket: Bucket,
  pagesPrefix: string,
  signal?: AbortSignal,
): Promise<WriteSettings | undefined> {
  const key = `${pagesPrefix}test-${newShareId()}`;
  return acceptedHeader(async (metadata) => {
    const { request } = await bucket.access(signal);
    const options = { expected: "absent", metadata, signal } as const;
    const at = { bucket: bucket.name, key };
    await storeAsTest(bucket, key, () => putObject(request, at, new Uint8Array(), options));
    return true;
  }, signal);
}

/**
 * Stores an object as a test and removes it, also if the response to the write was lost.
 * @throws S3Error the failure of the write; accessDenied if the object cannot be removed
 */
export async function storeAsTest(bucket: Bucket, key: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (mayBeStored(error)) await removeTest(bucket, key).catch(() => undefined);
    throw error;
  }
  await removeTest(bucket, key);
}

/** Not by the signal of the test, which may be why it ends. */
async function removeTest(bucket: Bucket, key: string): Promise<void> {
  const found = await bucket.findMetadata({ key }).catch(() => undefined);
  const remove = async (object: ObjectInBucket) => (await bucket.deleteObjects([[object]])).failed.length === 0;
  // A locked version can only be hidden.
  if ((await remove({ key, ...versionOf(found ?? {}) })) || (found?.VersionId && (await remove({ key })))) return;
  const { connection, name } = bucket;
  const permission = found?.VersionId ? "s3:DeleteObjectVersion" : "s3:DeleteObject";
  const details = { profile: connection.profile, operation: "DeleteObjects", permission, bucket: name };
  throw new S3Error("accessDenied", { ...details, ...ofOwn(connection) });
}
