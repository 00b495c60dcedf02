import { GetObjectTaggingCommand, PutObjectTaggingCommand } from "@aws-sdk/client-s3";
import type { ObjectPlace } from "../address/location.ts";
import { named, type ObjectMetadata, statusOf } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { S3Error } from "../errors/errors.ts";

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

/**
 * Reads the tags that a copy should have. A server without tags has none to lose.
 * @throws S3Error changedMeanwhile if HeadObject counted more
 */
export async function tagsToKeep(
  send: Send,
  place: ObjectPlace,
  { TagCount = 0 }: ObjectMetadata,
  signal?: AbortSignal,
): Promise<Tags> {
  const tags = await readTags(send, place, signal).catch((error: unknown) => {
    if (statusOf(error) === 501) return {};
    throw error;
  });
  if (Object.keys(tags).length < TagCount) {
    throw new S3Error("changedMeanwhile", { bucket: place.bucket, key: place.key });
  }
  return tags;
}

/** As the header of a write. A space becomes `%20`, because Ceph reads the `+` of form encoding as a plus sign. */
export const taggingOf = (tags: Tags): string =>
  Object.entries(tags)
    .map((pair) => pair.map(encodeURIComponent).join("="))
    .join("&");

/**
 * Ceph 16 drops the tags of a copy that is made in parts or with new headers.
 * @returns whether they had to be stored
 */
export async function ensureTags(send: Send, place: ObjectPlace, tags: Tags): Promise<boolean> {
  if (Object.keys(tags).length === 0) return false;
  const present = await readTags(send, place);
  if (Object.entries(tags).every(([name, value]) => present[name] === value)) return false;
  await putTags(send, place, tags);
  return true;
}
