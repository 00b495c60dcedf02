import { GetObjectLegalHoldCommand, GetObjectRetentionCommand } from "@aws-sdk/client-s3";
import type { ObjectPlace } from "../address/location.ts";
import { named, type ObjectMetadata, objectMetadata, statusOf } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { isNotImplemented } from "../client/unsupported.ts";
import { isS3Error, type S3Error } from "../errors/errors.ts";
import { type ObjectGrant, readGrants } from "./acl.ts";
import { type CopyOptions, copyObject } from "./copyObject.ts";
import type { HeaderChanges } from "./preserve.ts";
import { readTags, type Tags } from "./tags.ts";
import { type VersionEntry, versionsOf } from "./versions.ts";

/** What was read, or the error that occurred. */
export type Part<T> = { value: T } | { error: S3Error };

export interface ObjectProperties {
  metadata: ObjectMetadata;
  tags: Part<Tags>;
  grants: Part<ObjectGrant[]>;
  versions: Part<VersionEntry[]>;
  /** Absent if the bucket has no object lock. */
  legalHold: Part<string | undefined>;
  retention: Part<{ mode: string; until: Date } | undefined>;
}

/** @throws S3Error noSuchKey, accessDenied, …: without HeadObject there is nothing to show */
export async function readProperties(send: Send, place: ObjectPlace, signal?: AbortSignal): Promise<ObjectProperties> {
  const metadata = await objectMetadata(send, place, signal);
  const [tags, grants, versions, legalHold, retention] = await Promise.all([
    part(() => readTags(send, place, signal)),
    part(() => readGrants(send, place, signal)),
    part(() => versionsOf(send, place, signal)),
    part(() => unlessAbsent(() => readLegalHold(send, place, signal))),
    part(() => unlessAbsent(() => readRetention(send, place, signal))),
  ]);
  return { metadata, tags, grants, versions, legalHold, retention };
}

async function part<T>(read: () => Promise<T>): Promise<Part<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (!isS3Error(error) || error.code === "cancelled") throw error;
    return { error };
  }
}

/** A bucket without object lock responds with 400 or 404. A server without it has a code of its own. */
async function unlessAbsent<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const status = statusOf(error);
    if (!isNotImplemented(error) && (status === 400 || status === 404)) return undefined;
    throw error;
  }
}

async function readLegalHold(send: Send, place: ObjectPlace, signal?: AbortSignal): Promise<string | undefined> {
  return (await send(new GetObjectLegalHoldCommand(named(place)), signal)).LegalHold?.Status;
}

async function readRetention(
  send: Send,
  place: ObjectPlace,
  signal?: AbortSignal,
): Promise<{ mode: string; until: Date } | undefined> {
  const { Mode, RetainUntilDate } = (await send(new GetObjectRetentionCommand(named(place)), signal)).Retention ?? {};
  return Mode && RetainUntilDate && { mode: Mode, until: RetainUntilDate };
}

/**
 * Changes headers by copying the object over itself. Everything else stays the same.
 * @param etag the object must still have it, or this state
 * @throws S3Error changedMeanwhile; see copyObject
 */
export async function editHeaders(
  send: Send,
  { bucket, key }: ObjectPlace,
  etag: string,
  changes: HeaderChanges,
  options: Pick<
    CopyOptions,
    "partsBeyond" | "partSize" | "signal" | "confirmLoss" | "onAclLost" | "confirmUnverified" | "copyBytes"
  > = {},
): Promise<void> {
  await copyObject(send, { bucket, key }, { bucket, key }, { ...options, replaces: etag, sourceEtag: etag, changes });
}
