import { GetObjectLockConfigurationCommand } from "@aws-sdk/client-s3";
import type { KeyPlace, ObjectPlace } from "../address/location.ts";
import { MARK } from "../client/claim.ts";
import { ExpiresText } from "../client/expiresText.ts";
import { type ObjectMetadata, statusOf } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { isUnsupported } from "../client/unsupported.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";
import { aclToKeep, isRefusedParameter, type KeptAcl } from "./acl.ts";
import { type Annotation, annotationsToKeep, type KeptAnnotations, putAnnotations } from "./annotations.ts";
import { type KeptTags, type Tags, taggingOf, tagsToKeep } from "./tags.ts";

/** Headers of an object to change. Absent ones stay as they are. */
export interface HeaderChanges {
  contentType?: string;
  cacheControl?: string;
  metadata?: Record<string, string>;
  storageClass?: string;
}

/** What a bucket requires of every write, in place of what the source has. */
export interface RequiredParameters {
  ServerSideEncryption?: "AES256" | "aws:kms";
  ACL?: "bucket-owner-full-control";
}

/** How an object is written again. */
export interface Rewrite {
  to: KeyPlace;
  /** `copy`: the server takes over all but storage, lock and ACL from the source. `new`: it takes over nothing. */
  by: "copy" | "new";
  /** Absent if the sender that reads also writes. */
  writer?: Send;
  /** Whether the target is at another endpoint, where the users in an ACL may be others or not exist. */
  isOtherServer?: boolean;
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
  /** To add after the write. Absent if the server takes them over, or if they are lost. */
  annotations?: Annotation[];
  /** What could not be read or would be refused, so the write would lose it. */
  losses: Loss[];
}

export interface Loss {
  what: "tags" | "annotations" | "lock" | "storage";
  reason: S3Error;
}

/** Called before a write that may lose something. Rejects if the write should not take place. */
export type ConfirmLoss = (source: KeyPlace, losses: Loss[]) => Promise<void>;

/** Reads everything that belongs to an object and that a write must repeat. Changes nothing. */
export async function preserve(
  send: Send,
  from: ObjectPlace,
  source: ObjectMetadata,
  given: Rewrite,
): Promise<Preserved> {
  const rewrite = withoutMark(source, given);
  const { by, writer = send, isOtherServer = false, signal } = rewrite;
  const [acl, { tags, unread }, kept, lock] = await Promise.all([
    isOtherServer ? { headers: {} } : aclToKeep(send, from, writer, signal),
    losesTags(send, rewrite) ? tagsToKeep(send, from, source, signal) : NO_TAGS,
    by === "new" ? annotationsToKeep(send, from, signal) : NO_ANNOTATIONS,
    lockToKeep(from, source, { ...rewrite, writer }),
  ]);
  const unkept = kept.unread ?? (await deniedAnnotations(send, from, source, kept.annotations, rewrite));
  return {
    source: from,
    parameters: { ...parametersOf(source, tags, rewrite), ...lock.parameters },
    acl,
    tags,
    ...(by === "new" && !unkept && { annotations: kept.annotations }),
    losses: [...lossOf("tags", unread), ...lossOf("annotations", unkept), ...lossOf("lock", lock.refused)],
  };
}

/** What is made of an abandoned claim is an ordinary object: it can be written again, and is not removed as a claim. */
function withoutMark(source: ObjectMetadata, rewrite: Rewrite): Rewrite {
  const { [MARK]: mark, ...metadata } = rewrite.changes?.metadata ?? source.Metadata ?? {};
  return mark === undefined ? rewrite : { ...rewrite, changes: { ...rewrite.changes, metadata } };
}

/** A write that names an ACL can name no grants, and a key belongs to its kind of encryption. */
export function withRequired(preserved: Preserved, required: RequiredParameters): Preserved {
  const { SSEKMSKeyId, BucketKeyEnabled, ...others } = preserved.parameters;
  const { ServerSideEncryption = others.ServerSideEncryption, ACL } = required;
  const isKept = ServerSideEncryption === others.ServerSideEncryption;
  return {
    ...preserved,
    parameters: { ...(isKept ? preserved.parameters : others), ...required },
    ...(ACL && { acl: { headers: {} } }),
  };
}

const lossOf = (what: Loss["what"], reason: S3Error | undefined): Loss[] => (reason ? [{ what, reason }] : []);

/**
 * Lets the user decide about what a write would lose.
 * @throws S3Error cancelled, or if no one can be asked, the reason
 */
export async function confirmLosses(
  { source, losses }: Pick<Preserved, "source" | "losses">,
  confirm?: ConfirmLoss,
): Promise<void> {
  const [loss] = losses;
  if (!loss) return;
  if (!confirm) throw loss.reason;
  await confirm(source, losses);
}

/**
 * Writes what another connection has read. If the server refuses the storage class or the encryption, lets the user
 * decide about a write without them.
 * @throws S3Error the refusal, if it is not agreed to
 */
export async function writeWithStorage<T>(
  { source, parameters }: Preserved,
  confirm: ConfirmLoss | undefined,
  write: (parameters: Record<string, unknown>) => Promise<T>,
): Promise<T> {
  try {
    return await write(parameters);
  } catch (error) {
    const others = Object.entries(parameters).filter(([name]) => !STORAGE.has(name));
    if (others.length === Object.keys(parameters).length || !isRefusedParameter(error)) throw error;
    await confirmLosses({ source, losses: [{ what: "storage", reason: error }] }, confirm);
    return write(Object.fromEntries(others));
  }
}

const STORAGE = new Set(["StorageClass", "ServerSideEncryption", "SSEKMSKeyId", "BucketKeyEnabled"]);

const NO_TAGS: KeptTags = { tags: {} };
const NO_ANNOTATIONS: KeptAnnotations = { annotations: [] };

/**
 * An object that is replaced by itself has the only annotations. Writing one of them again, unchanged, shows whether they
 * can be written. Without the permission, and with an object lock, they cannot.
 */
async function deniedAnnotations(
  send: Send,
  { bucket, key, versionId }: ObjectPlace,
  { ETag }: ObjectMetadata,
  annotations: Annotation[],
  { to, writer }: Rewrite,
): Promise<S3Error | undefined> {
  const replacesItself = bucket === to.bucket && key === to.key && !versionId && !writer;
  if (!replacesItself) return undefined;
  try {
    await putAnnotations(send, { bucket, key }, ETag, annotations.slice(0, 1));
    return undefined;
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    if (isS3Error(cause) && cause.code === "accessDenied") return cause;
    throw statusOf(cause) === 412 ? new S3Error("changedMeanwhile", { bucket, key }, { cause }) : (cause ?? error);
  }
}

/** Amazon S3 keeps the tags of a copy, or rejects it. Ceph 16 drops them from a copy with new headers. */
const losesTags = ({ conditions }: Send, { by, changes }: Rewrite): boolean =>
  by === "new" || (changes !== undefined && !conditions.isTrusted);

function parametersOf(source: ObjectMetadata, tags: Tags, { by, isOtherServer, changes }: Rewrite) {
  const tagging = by === "new" && taggingOf(tags);
  return {
    ...(by === "new" && preservedHeaders(source, changes)),
    ...(by === "copy" && changes && { MetadataDirective: "REPLACE", ...preservedHeaders(source, changes) }),
    ...preservedStorage(source, isOtherServer),
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
function preservedStorage(source: ObjectMetadata, isOtherServer = false) {
  const { StorageClass, ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled, WebsiteRedirectLocation } = source;
  // Amazon S3 encrypts every object like this by default, and other servers may not support it.
  const isDefault = isOtherServer && ServerSideEncryption === "AES256";
  return {
    ...(StorageClass && { StorageClass }),
    ...(ServerSideEncryption && !isDefault && { ServerSideEncryption }),
    ...(SSEKMSKeyId && { SSEKMSKeyId }),
    ...(BucketKeyEnabled && { BucketKeyEnabled }),
    ...(WebsiteRedirectLocation && { WebsiteRedirectLocation }),
  };
}

/** What a write must repeat of a lock, or why the target's bucket cannot keep it. */
async function lockToKeep(
  from: ObjectPlace,
  source: ObjectMetadata,
  { to, writer, isOtherServer, signal }: Rewrite & { writer: Send },
): Promise<{ parameters: object; refused?: S3Error }> {
  const parameters = preservedLock(source);
  const isOwnBucket = from.bucket === to.bucket && !isOtherServer;
  const isLocked = parameters.ObjectLockMode || parameters.ObjectLockLegalHoldStatus === "ON";
  if (isOwnBucket) return { parameters };
  if (!isLocked) return { parameters: {} };
  try {
    await writer(new GetObjectLockConfigurationCommand({ Bucket: to.bucket }), signal);
    return { parameters };
  } catch (error) {
    const isKnown = isS3Error(error) && (["accessDenied", "refused"].includes(error.code) || isUnsupported(error));
    if (!isKnown) throw error;
    return { parameters: {}, refused: error };
  }
}

/** S3 rejects a retention whose date has passed. */
function preservedLock(source: ObjectMetadata) {
  const { ObjectLockMode, ObjectLockRetainUntilDate, ObjectLockLegalHoldStatus } = source;
  const isRetained = ObjectLockMode && ObjectLockRetainUntilDate && ObjectLockRetainUntilDate > new Date();
  return {
    ...(isRetained && { ObjectLockMode, ObjectLockRetainUntilDate }),
    ...(ObjectLockLegalHoldStatus && { ObjectLockLegalHoldStatus }),
  };
}
