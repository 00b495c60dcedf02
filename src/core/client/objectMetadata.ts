import type { Readable } from "node:stream";
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
} from "@aws-sdk/client-s3";
import type { ObjectPlace } from "../address/location.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";
import { askReason, lacksReason } from "./headReason.ts";
import type { Send } from "./send.ts";
import { UnexpectedResponse } from "./unexpectedResponse.ts";
import { isNotImplemented } from "./unsupported.ts";

/** The parameters that identify an object in an SDK command. */
export const named = ({ bucket, key, versionId }: ObjectPlace) => ({
  Bucket: bucket,
  Key: key,
  ...(versionId && { VersionId: versionId }),
});

/** Everything that S3 returns about an object except its bytes. The ETag is empty if the server sends none. */
export type ObjectMetadata = HeadObjectCommandOutput & { ETag: string; ContentLength: number };

/** The version that a response names, unless it is `null`, which another write can replace. */
export function versionOf({ VersionId }: Pick<HeadObjectCommandOutput, "VersionId">): { versionId?: string } {
  return VersionId && VersionId !== "null" ? { versionId: VersionId } : {};
}

/**
 * Identifies one state of an object: its ETag or, if the server sends none, its size and its last change with a space
 * between them, which no ETag has. The time has whole seconds.
 */
export function stateOf({ ETag, ContentLength, LastModified }: StatefulMetadata): string {
  return ETag || `${ContentLength} ${LastModified?.toISOString() ?? ""}`;
}

interface StatefulMetadata {
  ETag?: string | undefined;
  /** Bytes. */
  ContentLength: number;
  LastModified?: Date | undefined;
}

/** @throws S3Error noSuchKey, accessDenied, … */
export async function objectMetadata(send: Send, place: ObjectPlace, signal?: AbortSignal): Promise<ObjectMetadata> {
  try {
    return await head(send, place, signal);
  } catch (error) {
    const isLacking = isNotImplemented(error);
    if (!isS3Error(error) || !(isLacking || lacksReason(error))) throw error;
    await askReason(send, named(place), error, signal);
    return (isLacking ? firstByte : head)(send, place, signal);
  }
}

/** @throws S3Error noSuchKey; the 404 response to HEAD has no body and so no error code */
async function head(send: Send, place: ObjectPlace, signal?: AbortSignal): Promise<ObjectMetadata> {
  try {
    const metadata = await send(new HeadObjectCommand({ ...named(place), ChecksumMode: "ENABLED" }), signal);
    if (!metadata.ETag) send.etags.areMissing = true;
    const ContentLength = metadata.ContentLength ?? (await firstByte(send, place, signal)).ContentLength;
    return { ...metadata, ETag: metadata.ETag ?? "", ContentLength };
  } catch (error) {
    if (isMissing(error)) throw new S3Error("noSuchKey", { bucket: place.bucket, key: place.key }, { cause: error });
    throw error;
  }
}

/**
 * Reads the metadata with GET: some servers lack HEAD, and some proxies drop its Content-Length. An empty object has no
 * first byte (416).
 */
async function firstByte(send: Send, place: ObjectPlace, signal?: AbortSignal): Promise<ObjectMetadata> {
  const request = { ...named(place), ChecksumMode: "ENABLED" } as const;
  let size: number | undefined;
  const options = {
    read: ({ Body, ContentRange = "", ContentLength, $metadata }: GetObjectCommandOutput) => {
      (Body as Readable | undefined)?.destroy();
      const [, whole] = /\/(\d+)$/.exec(ContentRange) ?? [];
      size = whole ? Number(whole) : $metadata.httpStatusCode === 200 ? ContentLength : undefined;
      const missing = { operation: "HeadObject", name: "Content-Length", of: "header" } as const;
      if (size === undefined) throw new UnexpectedResponse($metadata, missing);
    },
  };
  const { Body: _, ...metadata } = await send(
    new GetObjectCommand({ ...request, Range: "bytes=0-0" }),
    signal,
    options,
  ).catch((error: unknown) => {
    if (statusOf(error) !== 416) throw error;
    return send(new GetObjectCommand(request), signal, options);
  });
  return { ...metadata, ETag: metadata.ETag ?? "", ContentLength: size ?? 0 };
}

/** @returns undefined if there is no such object */
export async function findObjectMetadata(
  send: Send,
  place: ObjectPlace,
  signal?: AbortSignal,
): Promise<ObjectMetadata | undefined> {
  try {
    return await objectMetadata(send, place, signal);
  } catch (error) {
    if (isS3Error(error) && error.code === "noSuchKey") return undefined;
    throw error;
  }
}

/** Milliseconds. Last-Modified has whole seconds, and the server's clock is known only to within some. */
const TOLERANCE = 5_000;

/**
 * Whether an object may have been stored since a moment. An older one is not what a request after it has written.
 * @param moment milliseconds since 1970 by the server's clock
 */
export function isNewSince({ LastModified }: ObjectMetadata, moment: number): boolean {
  return LastModified !== undefined && LastModified.getTime() > moment - TOLERANCE;
}

export function statusOf(error: unknown): number | undefined {
  return isS3Error(error) && "status" in error.details ? error.details.status : undefined;
}

function isMissing(error: unknown): boolean {
  return isS3Error(error) && error.code === "refused" && statusOf(error) === 404;
}
