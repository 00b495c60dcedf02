import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import type { KeyPlace } from "../address/location.ts";
import { wasRepeated } from "../client/guardedWrite.ts";
import { findObjectMetadata, named, type ObjectMetadata, objectMetadata, statusOf } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";
import { type CopyOptions, copyObject, unlessUnsupported } from "./copyObject.ts";

/**
 * Copies an object, verifies the copy, and then deletes the source unless it has changed.
 * @throws S3Error sameName; see copyObject
 */
export async function moveObject(send: Send, from: KeyPlace, to: KeyPlace, options: CopyOptions = {}): Promise<void> {
  if (from.bucket === to.bucket && from.key === to.key) throw new S3Error("sameName", { name: from.key });
  const { signal } = options;
  const { source } = await copyObject(send, from, to, options);
  await deleteCopied(send, from, source, signal);
}

/**
 * Deletes the source of a copy unless it has changed since.
 * @throws S3Error changedMeanwhile
 */
export async function deleteCopied(
  send: Send,
  from: KeyPlace,
  source: ObjectMetadata,
  signal?: AbortSignal,
): Promise<void> {
  const now = await objectMetadata(send, from, signal);
  const isCopied =
    now.ETag === source.ETag && now.VersionId === source.VersionId && now.ContentLength === source.ContentLength;
  if (!isCopied) throw changed(from);
  const condition = source.ETag ? { IfMatch: source.ETag } : {};
  try {
    await unlessUnsupported(condition, (conditions) =>
      send(new DeleteObjectCommand({ ...named(from), ...conditions }), signal),
    );
  } catch (error) {
    // An earlier attempt may have deleted it with only its response lost.
    if (isRefusal(error) && wasRepeated(error) && !(await findObjectMetadata(send, from, signal))) return;
    throw statusOf(error) === 412 ? changed(from, error) : error;
  }
}

const isRefusal = (error: unknown): boolean =>
  isS3Error(error) && (error.code === "noSuchKey" || statusOf(error) === 412 || statusOf(error) === 404);

const changed = ({ bucket, key }: KeyPlace, cause?: unknown) =>
  new S3Error("changedMeanwhile", { bucket, key }, { cause });
