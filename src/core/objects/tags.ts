import { GetObjectTaggingCommand, PutObjectTaggingCommand } from "@aws-sdk/client-s3";
import type { ObjectPlace } from "../address/location.ts";
import { named, type ObjectMetadata } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { isUnsupported } from "../client/unsupported.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";

export type Tags = Record<string, string>;

export async function readTags(send: Send, place: ObjectPlace, signal?: AbortSignal): Promise<Tags> {
  const { TagSet = [] } = await send(new GetObjectTaggingCommand(named(place)), signal);
  return Object.fromEntries(TagSet.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** Replaces all tags of an object. */
export async function putTags(send: Send, place: ObjectPlace, tags: Tags, signal?: AbortSignal): Promise<void> {
  const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await send(new PutObjectTaggingCommand({ ...named(place), Tagging: { TagSet } }), signal);
}

/** The tags of an object that is about to be written again, or the reason why they could not be read. */
export interface KeptTags {
  tags: Tags;
  unread?: S3Error;
}

/**
 * Reads the tags that a write must repeat. HeadObject counts them only for a user who may read them, so without a count
 * there may be tags nevertheless.
 * @throws S3Error changedMeanwhile if HeadObject counted more
 */
export async function tagsToKeep(
  send: Send,
  place: ObjectPlace,
  { TagCount = 0 }: ObjectMetadata,
  signal?: AbortSignal,
): Promise<KeptTags> {
  const kept = await readTags(send, place, signal).then((tags): KeptTags => ({ tags }), unreadTags);
  if (!kept.unread && Object.keys(kept.tags).length < TagCount) {
    throw new S3Error("changedMeanwhile", { bucket: place.bucket, key: place.key });
  }
  return kept;
}

function unreadTags(error: unknown): KeptTags {
  if (!isS3Error(error)) throw error;
  if (error.code === "accessDenied") return { tags: {}, unread: error };
  // A server without tags has none to lose.
  const { serverCode = "" } = error.details as { serverCode?: string };
  if (isUnsupported(error) || serverCode.startsWith("NoSuchTagSet")) return { tags: {} };
  throw error;
}

/** As the header of a write. A space becomes `%20`, because Ceph reads the `+` of form encoding as a plus sign. */
export const taggingOf = (tags: Tags): string =>
  Object.entries(tags)
    .map((pair) => pair.map(encodeURIComponent).join("="))
    .join("&");

/**
 * Stores tags that a write has dropped. Amazon S3 keeps or refuses them. Ceph 16 drops those of an object that is written
 * in parts, or copied with new headers.
 * @returns whether they had to be stored
 */
export async function ensureTags(send: Send, place: ObjectPlace, tags: Tags): Promise<boolean> {
  if (send.conditions.isTrusted || Object.keys(tags).length === 0) return false;
  const present = await readTags(send, place);
  if (Object.entries(tags).every(([name, value]) => present[name] === value)) return false;
  await putTags(send, place, tags);
  return true;
}
