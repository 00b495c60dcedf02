import { createHash } from "node:crypto";
import { DeleteObjectCommand, DeleteObjectsCommand } from "@aws-sdk/client-s3";
import type { ObjectInBucket } from "../address/location.ts";
import { named } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { cancellation, isS3Error } from "../errors/errors.ts";

export interface DeleteResult {
  deleted: number;
  failed: { key: string; versionId?: string; code: string; message: string }[];
}

/** Keys per request: Amazon S3 API Reference, "DeleteObjects". */
const BATCH = 1000;
/** Deleting stops after this many failures. */
const MAX_FAILURES = 1000;

/**
 * Deletes objects permanently. In a versioned bucket, a key without a version is only hidden. Failures are listed by
 * key, and the rest continues.
 * @throws S3Error cancelled, or the error of a request that fails as a whole
 */
export async function deleteObjects(
  send: Send,
  bucket: string,
  pages: AsyncIterable<ObjectInBucket[]> | Iterable<ObjectInBucket[]>,
  { signal, onStep }: { signal?: AbortSignal; onStep?: (result: DeleteResult) => void } = {},
): Promise<DeleteResult> {
  const result: DeleteResult = { deleted: 0, failed: [] };
  for await (const page of pages) {
    const listed = page.filter(({ key }) => fitsXml(key));
    for (let at = 0; at < listed.length; at += BATCH) {
      if (signal?.aborted) throw cancellation();
      await deleteBatch(send, bucket, listed.slice(at, at + BATCH), result, signal);
      onStep?.(result);
    }
    for (const one of page.filter(({ key }) => !fitsXml(key))) await deleteOne(send, bucket, one, result, signal);
    onStep?.(result);
    if (result.failed.length >= MAX_FAILURES) break;
  }
  return result;
}

async function deleteBatch(
  send: Send,
  Bucket: string,
  keys: ObjectInBucket[],
  result: DeleteResult,
  signal?: AbortSignal,
): Promise<void> {
  const Objects = keys.map(({ key, versionId }) => ({ Key: key, ...(versionId && { VersionId: versionId }) }));
  const command = new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } });
  command.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { headers: Record<string, string>; body: string | Uint8Array };
      // Servers that predate the SDK's CRC32 checksums require it, and all others check it as well.
      request.headers["content-md5"] = createHash("md5").update(request.body).digest("base64");
      return next(args);
    },
    { name: "s3PresignContentMd5", step: "build", priority: "low" },
  );
  const { Errors = [] } = await send(command, signal);
  for (const { Key = "", VersionId, Code = "", Message = "" } of Errors) {
    result.failed.push({ key: Key, ...(VersionId && { versionId: VersionId }), code: Code, message: Message });
  }
  result.deleted += keys.length - Errors.length;
}

async function deleteOne(
  send: Send,
  bucket: string,
  { key, versionId }: ObjectInBucket,
  result: DeleteResult,
  signal?: AbortSignal,
): Promise<void> {
  const place = { bucket, key, ...(versionId && { versionId }) };
  try {
    await send(new DeleteObjectCommand(named(place)), signal);
    result.deleted++;
  } catch (error) {
    if (!isS3Error(error) || error.code === "cancelled") throw error;
    result.failed.push({ key, ...(versionId && { versionId }), code: error.code, message: error.message });
  }
}

/** XML 1.0 cannot contain every legal key, and parsers change some keys that it can contain (section 2.11). */
function fitsXml(key: string): boolean {
  return !/[\p{Cc}\p{Cs}\ufffe\uffff\u2028]/u.test(key);
}
