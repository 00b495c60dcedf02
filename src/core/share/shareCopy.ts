import type { ObjectInBucket } from "../address/location.ts";
import type { Bucket } from "../bucket.ts";
import { putObject } from "../objects/putObject.ts";
import { checkBucket } from "./checkBucket.ts";
import type { WriteSettings } from "./requiredHeader.ts";
import { newShareId, sharePlace } from "./sharePlace.ts";
import { recordText, type ShareRecord } from "./shareRecord.ts";
import { type CopyOptions, withCopies } from "./withCopies.ts";

export interface CopyToShare {
  /** See readPagesPrefix. */
  pagesPrefix: string;
  title: string;
  /** Seconds: how long links to the copy are valid. */
  expiresIn: number;
  /** Headers that the bucket requires of every write. */
  write?: WriteSettings;
}

/**
 * Copies an object to a random key, next to a record of it. Deleting the copy makes its links stop working.
 * @returns the record, in which the copy takes the place of a page
 * @throws S3Error see copyObject; nothing remains then
 */
export async function shareCopy(
  bucket: Bucket,
  object: ObjectInBucket,
  { pagesPrefix, title, expiresIn, write }: CopyToShare,
  options: Omit<CopyOptions, "write">,
): Promise<ShareRecord> {
  checkBucket(bucket);
  const id = newShareId();
  const place = sharePlace(pagesPrefix, id);
  const { signal } = options;
  const { issuedAt, effectiveExpiresAt } = (await bucket.bulkSigner({ expiresIn }, signal)).times();
  return withCopies(bucket, place, [object], { ...options, ...(write && { write }) }, async (copies) => {
    const record: ShareRecord = {
      version: 1,
      id,
      kind: "page",
      title,
      bucket: bucket.name,
      page: copies[0] as string,
      createdAt: issuedAt,
      endsAt: effectiveExpiresAt,
      count: 1,
      copies,
    };
    const { request } = await bucket.access(signal);
    const metadata = { ContentType: "application/json; charset=utf-8", ...write };
    const at = { bucket: bucket.name, key: place.record };
    await putObject(request, at, Buffer.from(recordText(record)), { expected: "absent", metadata, signal });
    return record;
  });
}
