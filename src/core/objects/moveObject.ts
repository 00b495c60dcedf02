import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import type { KeyPlace } from "../address/location.ts";
import { claimedWrite } from "../client/claim.ts";
import type { Written } from "../client/conditionalWrite.ts";
import { findObjectMetadata, named, type ObjectMetadata, objectMetadata, statusOf } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { S3Error } from "../errors/errors.ts";
import { type Annotation, checkAnnotations } from "./annotations.ts";
import { type Copied, type CopyOptions, copyObject } from "./copyObject.ts";
import { canRename, renameObject } from "./renameObject.ts";
import { sameBucket } from "./sameBucket.ts";
import { isSameObject } from "./verifyCopy.ts";

/** An object as it was seen, and the sender that reaches it. */
export interface SeenObject {
  send: Send;
  place: KeyPlace;
  metadata: ObjectMetadata;
  /** Those that were read from the source. */
  annotations?: Annotation[] | undefined;
}

/**
 * Copies an object, verifies the copy, and then deletes the source unless it has changed. Where S3 can rename an object,
 * renames it.
 * @returns undefined if S3 has renamed the object, which keeps its ETag
 * @throws S3Error sameName; see copyObject and renameObject
 */
export async function moveObject(
  send: Send,
  from: KeyPlace,
  to: KeyPlace,
  options: CopyOptions = {},
): Promise<Copied | undefined> {
  if (canRename(from, to)) {
    await renameObject(send, from, to, options);
    return undefined;
  }
  const isApart =
    from.key !== to.key ||
    (await sameBucket({ request: send, bucket: from.bucket }, { request: send, bucket: to.bucket }, from.key)) ===
      "different";
  if (!isApart) throw new S3Error("sameName", { name: from.key });
  const copied = await copyObject(send, from, to, options);
  const { source, target, annotations } = copied;
  await deleteCopied(
    { send, place: from, metadata: source, annotations },
    { send, place: to, metadata: target },
    options.signal,
  );
  return copied;
}

/**
 * Deletes the source of a copy unless it has changed since, and only while the target is that very copy.
 * @throws S3Error changedMeanwhile, which names the object that has changed; noSuchKey
 */
export async function deleteCopied(
  { send, place: from, metadata: source, annotations }: SeenObject,
  copy: SeenObject,
  signal?: AbortSignal,
): Promise<void> {
  const check = async () => {
    const [now, target] = await Promise.all([
      objectMetadata(send, from, signal),
      findObjectMetadata(copy.send, copy.place, signal),
    ]);
    if (!isSameObject(now, source)) throw changed(from);
    if (!target || !isSameObject(target, copy.metadata)) throw changed(copy.place);
    if (annotations) await checkAnnotations(send, from, annotations, signal);
  };
  try {
    await claimedWrite<Written>(send, {
      operation: "DeleteObject",
      target: from,
      expected: { etag: source.ETag },
      write: (condition) => send(new DeleteObjectCommand({ ...named(from), ...condition }), signal),
      check,
      findWritten: async () => ((await findObjectMetadata(send, from, signal)) ? undefined : {}),
      signal,
    });
  } catch (error) {
    throw statusOf(error) === 412 ? changed(from, error) : error;
  }
}

const changed = ({ bucket, key }: KeyPlace, cause?: unknown) =>
  new S3Error("changedMeanwhile", { bucket, key }, { cause });
