import type { KeyPlace, ObjectPlace } from "../address/location.ts";
import { ExpiresText } from "../client/expiresText.ts";
import type { ObjectMetadata } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import type { S3Error } from "../errors/errors.ts";
import { aclToKeep, type KeptAcl } from "./acl.ts";
import { type KeptTags, type Tags, taggingOf, tagsToKeep } from "./tags.ts";

/** Headers of an object to change. Absent ones stay as they are. */
export interface HeaderChanges {
  contentType?: string;
  cacheControl?: string;
  metadata?: Record<string, string>;
  storageClass?: string;
}

/** How an object is written again. */
export interface Rewrite {
  to: KeyPlace;
  /** `copy`: the server takes over all but storage, lock and ACL from the source. `new`: it takes over nothing. */
  by: "copy" | "new";
  /** Whether the target has another owner or server, for whom storage, lock and ACL of the source mean nothing. */
  isElsewhere?: boolean;
  changes?: HeaderChanges | undefined;
  signal?: AbortSignal | undefined;
}

/** What a write must repeat so that nothing of the source is lost. */
export interface Preserved {
  source: ObjectPlace;
  /** Of the command that writes, except the ACL. */
  parameters: Record<string, unknown>;
  acl: KeptAcl;
  /** Empty if the server takes them over. */
  tags: Tags;
  /** What could not be read, so the write would lose it. */
  losses: Loss[];
}

export interface Loss {
  what: "tags";
  reason: S3Error;
}

/** Called before a write that may lose something. Rejects if the write should not take place. */
export type ConfirmLoss = (source: KeyPlace, losses: Loss[]) => Promise<void>;

/** Reads everything that belongs to an object and that a write must repeat. Writes nothing. */
export async function preserve(
  send: Send,
  from: ObjectPlace,
  source: ObjectMetadata,
  rewrite: Rewrite,
): Promise<Preserved> {
  const { isElsewhere = false, signal } = rewrite;
  const [acl, { tags, unread }] = await Promise.all([
    isElsewhere ? { headers: {} } : aclToKeep(send, from, signal),
    losesTags(send, rewrite) ? tagsToKeep(send, from, source, signal) : NO_TAGS,
  ]);
  return {
    source: from,
    parameters: parametersOf(from, source, tags, rewrite),
    acl,
    tags,
    losses: unread ? [{ what: "tags", reason: unread }] : [],
  };
}

/**
 * Lets the user decide about what a write would lose.
 * @throws S3Error cancelled, or if no one can be asked, the reason
 */
export async function confirmLosses({ source, losses }: Preserved, confirm?: ConfirmLoss): Promise<void> {
  const [loss] = losses;
  if (!loss) return;
  if (!confirm) throw loss.reason;
  await confirm(source, losses);
}

const NO_TAGS: KeptTags = { tags: {} };

/** Amazon S3 keeps the tags of a copy, or rejects it. Ceph 16 drops them from a copy with new headers. */
const losesTags = ({ conditions }: Send, { by, changes }: Rewrite): boolean =>
  by === "new" || (changes !== undefined && !conditions.isTrusted);

function parametersOf(from: ObjectPlace, source: ObjectMetadata, tags: Tags, rewrite: Rewrite) {
  const { to, by, isElsewhere, changes } = rewrite;
  const tagging = by === "new" && taggingOf(tags);
  return {
    ...(by === "new" && preservedHeaders(source, changes)),
    ...(by === "copy" && changes && { MetadataDirective: "REPLACE", ...preservedHeaders(source, changes) }),
    ...(!isElsewhere && preservedStorage(source)),
    ...(!isElsewhere && from.bucket === to.bucket && preservedLock(source)),
    ...(changes?.storageClass && { StorageClass: changes.storageClass }),
    ...(tagging && { Tagging: tagging }),
  };
}

function preservedHeaders(source: ObjectMetadata, changes: HeaderChanges = {}) {
  const { ContentDisposition, ContentEncoding, ContentLanguage, ExpiresString } = source;
  const contentType = changes.contentType ?? source.ContentType;
  const cacheControl = changes.cacheControl ?? source.CacheControl;
  return {
    ...(contentType && { ContentType: contentType }),
    ...(cacheControl && { CacheControl: cacheControl }),
    ...(ContentDisposition && { ContentDisposition }),
    ...(ContentEncoding && { ContentEncoding }),
    ...(ContentLanguage && { ContentLanguage }),
    ...(ExpiresString && { Expires: new ExpiresText(ExpiresString) }),
    Metadata: changes.metadata ?? source.Metadata ?? {},
  };
}

/** What even a copy within the server loses unless the request repeats it. */
function preservedStorage(source: ObjectMetadata) {
  const { StorageClass, ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled, WebsiteRedirectLocation } = source;
  return {
    ...(StorageClass && { StorageClass }),
    ...(ServerSideEncryption && { ServerSideEncryption }),
    ...(SSEKMSKeyId && { SSEKMSKeyId }),
    ...(BucketKeyEnabled && { BucketKeyEnabled }),
    ...(WebsiteRedirectLocation && { WebsiteRedirectLocation }),
  };
}

/** An object lock applies only in its own bucket. S3 rejects a retention whose date has passed. */
function preservedLock(source: ObjectMetadata) {
  const { ObjectLockMode, ObjectLockRetainUntilDate, ObjectLockLegalHoldStatus } = source;
  const isRetained = ObjectLockMode && ObjectLockRetainUntilDate && ObjectLockRetainUntilDate > new Date();
  return {
    ...(isRetained && { ObjectLockMode, ObjectLockRetainUntilDate }),
    ...(ObjectLockLegalHoldStatus && { ObjectLockLegalHoldStatus }),
  };
}
