import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import type { KeyPlace, ObjectPlace } from "../address/location.ts";
import { forEachConcurrently } from "../async/concurrency.ts";
import { raceAbort } from "../async/raceAbort.ts";
import { checkUnclaimed, claimedWrite } from "../client/claim.ts";
import { type ConditionalWrite, conditionalWrite, type Expected, type Written } from "../client/conditionalWrite.ts";
import {
  findObjectMetadata,
  named,
  type ObjectMetadata,
  objectMetadata,
  stateOf,
  statusOf,
} from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { MAX_REQUEST_SIZE, PART_CONCURRENCY, partSizeFor } from "../client/sizeLimits.ts";
import { isNotImplemented } from "../client/unsupported.ts";
import { S3Error } from "../errors/errors.ts";
import { sourceOfKey } from "../sign/copySource.ts";
import { abortParts } from "./abortParts.ts";
import { type OnLost, writeWithAcl } from "./acl.ts";
import { type Annotation, putAnnotations } from "./annotations.ts";
import { isCompleted } from "./completedUpload.ts";
import { multipartEtag } from "./multipartEtag.ts";
import {
  type ConfirmLoss,
  confirmLosses,
  type HeaderChanges,
  type Preserved,
  preserve,
  type RequiredParameters,
  withRequired,
} from "./preserve.ts";
import { ensureTags } from "./tags.ts";
import { checkCopy, isSameContent, isSameObject } from "./verifyCopy.ts";

export interface CopyOptions {
  /** ETag or state of the object at the target that may be replaced. If absent, nothing may exist there. */
  replaces?: string;
  changes?: HeaderChanges;
  write?: RequiredParameters;
  /** ETag or state that the source must still have. */
  sourceEtag?: string;
  /** Bytes. Larger objects are copied in parts, because CopyObject accepts at most 5 GB. */
  partsBeyond?: number;
  /** Bytes. */
  partSize?: number;
  signal?: AbortSignal;
  confirmLoss?: ConfirmLoss;
  /** Called if the copy lost access that others had. */
  onAclLost?: OnLost;
  confirmUnverified?: ConfirmUnverified | undefined;
  /** Used if the server does not copy objects. If absent, that is an error. */
  copyBytes?: CopyBytes;
}

/** Stores the bytes of one object as another one, by a download and an upload. */
export type CopyBytes = (copy: ByteCopy) => Promise<Written>;

export interface ByteCopy {
  from: ObjectPlace;
  to: KeyPlace;
  /** Metadata of the object to read. */
  source: ObjectMetadata;
  /** What the target must hold. */
  expected: Expected;
  /** Headers, tags and grants of the copy. */
  metadata: Record<string, unknown>;
  confirmUnverified: ConfirmUnverified | undefined;
  signal: AbortSignal | undefined;
}

/**
 * Decides, after a write, whether to go on although only the ETags of two objects differ, on a server whose ETags are
 * not known to be MD5 digests.
 * @param object the object that cannot be verified
 */
export type ConfirmUnverified = (object: KeyPlace) => Promise<boolean>;

export interface Copied {
  /** Metadata of the source when it was copied. */
  source: ObjectMetadata;
  /** Metadata of the copy. */
  target: ObjectMetadata;
  /** Annotations of the source that were read and added to the copy. Absent if the server copied them. */
  annotations?: Annotation[];
}

/** Bytes. */
const PART_SIZE = 512 * 1024 ** 2;

/**
 * Copies an object within the server, with everything that belongs to it, and verifies the copy. A server that does not
 * copy gets the bytes again.
 * @throws S3Error targetExists if the target exists and `replaces` does not name it
 * @throws S3Error keyClaimed if another window is writing to either key
 * @throws S3Error accessDenied if tags or annotations cannot be read and `confirmLoss` is absent
 * @throws S3Error annotationsNotKept after a copy in parts or of bytes
 * @throws S3Error changedMeanwhile, copyNotVerified, partsLeft, archived, noSuchKey, …
 */
export async function copyObject(
  send: Send,
  from: ObjectPlace,
  to: KeyPlace,
  options: CopyOptions = {},
): Promise<Copied> {
  const { signal, sourceEtag, partsBeyond = MAX_REQUEST_SIZE, copyBytes } = options;
  const source = await objectMetadata(send, from, signal);
  checkUnclaimed(send, from, source);
  if (sourceEtag && stateOf(source) !== sourceEtag) throw changed(from);
  const copy = { send, from, to, source, options };
  // A server that cannot copy parts has no limit on the size of a copy.
  const inParts = source.ContentLength > partsBeyond && send.provider?.multipartCopy?.value !== false;
  const within = () => (inParts ? perform(copy, "new", copyInParts) : perform(copy, "copy", copyWhole));
  const { job, written } = await (copyBytes
    ? send.operations.attempt(
        inParts ? "UploadPartCopy" : "CopyObject",
        to.bucket,
        within,
        () => perform(copy, "new", (job) => copyAsBytes(job, copyBytes)),
        isNotImplemented,
      )
    : within());
  // A written copy gets its tags even if the caller no longer waits.
  const target = await raceAbort(signal, finish(job, written));
  const { annotations } = job.preserved;
  return { source, target, ...(annotations && { annotations }) };
}

type Copy = Omit<CopyJob, "preserved" | "existing">;

/** @throws S3Error targetExists */
async function perform(
  copy: Copy,
  by: "copy" | "new",
  write: (job: CopyJob) => Promise<CopyWritten>,
): Promise<{ job: CopyJob; written: CopyWritten }> {
  const { send, from, to, source, options } = copy;
  const { signal, replaces, changes, write: required, confirmLoss } = options;
  const [existing, kept] = await Promise.all([
    findObjectMetadata(send, to, signal),
    preserve(send, from, source, { to, by, changes, signal }),
  ]);
  const preserved = required ? withRequired(kept, required) : kept;
  checkUnclaimed(send, to, existing);
  if (existing && stateOf(existing) !== replaces) throw existsAt(to, existing);
  await confirmLosses(preserved, confirmLoss);
  const job = { ...copy, preserved, existing };
  return { job, written: await write(job) };
}

async function finish(job: CopyJob, { ETag, VersionId, isVerified }: CopyWritten): Promise<ObjectMetadata> {
  const { send, to, source, preserved, options } = job;
  const place = { ...to, ...(VersionId && { versionId: VersionId }) };
  const target = await objectMetadata(send, place);
  const { etags } = send;
  const isEqual = checkCopy(to, { ...source, etags }, { ...target, etags }, ETag);
  if (!isEqual && !isVerified && !(await options.confirmUnverified?.(to))) {
    throw new S3Error("copyNotVerified", { bucket: to.bucket, key: to.key, what: "etag" });
  }
  const { tags, annotations = [] } = preserved;
  const hasNewTags = await ensureTags(send, place, tags);
  await putAnnotations(send, to, target.ETag, annotations);
  // A server may count new tags or annotations as a change of the object.
  return hasNewTags || annotations.length > 0 ? objectMetadata(send, place) : target;
}

interface CopyJob {
  send: Send;
  from: ObjectPlace;
  to: KeyPlace;
  source: ObjectMetadata;
  preserved: Preserved;
  existing: ObjectMetadata | undefined;
  options: CopyOptions;
}

/** `isVerified`: the bytes were verified by checksums, so ETags that may not be MD5 digests do not matter. */
type CopyWritten = Written & { isVerified?: boolean };

const withGrants = <T>({ preserved, to, options }: CopyJob, write: Parameters<typeof writeWithAcl<T>>[1]) =>
  writeWithAcl(preserved.acl, write, (reason) => options.onAclLost?.(to, reason));

async function copyWhole(job: CopyJob): Promise<Written> {
  const { send, from, to, source, preserved } = job;
  const input = { ...named(to), ...sourceOf(from, source), ...preserved.parameters };
  const copy = async (parameters: object, signal: AbortSignal | undefined) => {
    const command = new CopyObjectCommand({ ...input, ...parameters });
    const { CopyObjectResult, VersionId } = await send(command, signal);
    return { ETag: CopyObjectResult?.ETag, VersionId };
  };
  return withGrants(job, (grants) =>
    writeTarget(job, {
      operation: "CopyObject",
      write: (condition, signal) => copy({ ...grants, ...condition }, signal),
      findWritten: () => findCopy(job),
    }),
  );
}

async function copyAsBytes(job: CopyJob, copyBytes: CopyBytes): Promise<CopyWritten> {
  const { from, to, source, preserved, existing, options } = job;
  const { signal, confirmUnverified } = options;
  const expected: Expected = existing ? { etag: stateOf(existing) } : "absent";
  const written = await withGrants(job, (grants) => {
    const metadata = { ...preserved.parameters, ...grants };
    return copyBytes({ from, to, source, expected, metadata, confirmUnverified, signal });
  });
  return { ...written, isVerified: true };
}

async function copyInParts(job: CopyJob): Promise<Written> {
  const { send, to, preserved, options } = job;
  const input = { ...named(to), ...preserved.parameters };
  const started = send.serverTime();
  const { UploadId = "" } = await withGrants(job, (grants) =>
    send(new CreateMultipartUploadCommand({ ...input, ...grants }), options.signal),
  );
  try {
    return await completeParts(job, { ...named(to), UploadId }, started);
  } catch (error) {
    await abortParts(send, to, UploadId, error);
    throw error;
  }
}

type Upload = { Bucket: string; Key: string; UploadId: string };

/** @param started when the upload was created, by the server's clock */
async function completeParts(job: CopyJob, upload: Upload, started: number): Promise<Written> {
  const { send, from, to, source, options } = job;
  const { signal } = options;
  const size = source.ContentLength ?? 0;
  const partSize = partSizeFor(size, options.partSize ?? PART_SIZE);
  const numbers = Array.from({ length: Math.ceil(size / partSize) }, (_, index) => index + 1);
  const parts: { PartNumber: number; ETag: string | undefined }[] = [];
  await forEachConcurrently(numbers, PART_CONCURRENCY, async (number) => {
    const start = (number - 1) * partSize;
    const { CopyPartResult } = await send(
      new UploadPartCopyCommand({
        ...upload,
        ...sourceOf(from, source),
        PartNumber: number,
        CopySourceRange: `bytes=${start}-${Math.min(start + partSize, size) - 1}`,
      }),
      signal,
    );
    parts[number - 1] = { PartNumber: number, ETag: CopyPartResult?.ETag };
  });
  // Ceph RGW 16 ignores the condition on the source of a part.
  if (!send.conditions.isTrusted && !isSameObject(await objectMetadata(send, from, signal), source))
    throw changed(from);
  const complete = { ...upload, MultipartUpload: { Parts: parts } };
  const etag = multipartEtag(parts.map(({ ETag = "" }) => ETag));
  const written = await writeTarget(job, {
    operation: "CompleteMultipartUpload",
    write: (condition, abortSignal) =>
      send(new CompleteMultipartUploadCommand({ ...complete, ...condition }), abortSignal),
    findWritten: async (error) => {
      const found = await findObjectMetadata(send, to, signal);
      return isCompleted(found, { etag, size, started }, error) ? found : undefined;
    },
    revoke: () => abortParts(send, to, upload.UploadId),
  });
  // Ceph 16 returns an empty ETag.
  return { ...written, ETag: written.ETag || etag };
}

/** @throws S3Error changedMeanwhile, which names the object that has changed */
async function writeTarget(
  { send, from, to, existing, options }: CopyJob,
  { write, ...job }: Pick<ConditionalWrite<Written>, "operation" | "write" | "findWritten" | "revoke">,
): Promise<Written> {
  const expected = existing ? { etag: stateOf(existing) } : "absent";
  try {
    // An object that is copied over itself is protected by the condition on the source.
    const isItself = from.bucket === to.bucket && from.key === to.key;
    return await (isItself ? conditionalWrite : claimedWrite)<Written>(send, {
      ...job,
      target: to,
      expected,
      write: (condition, signal) =>
        write(condition, signal).catch((error: unknown) => Promise.reject(sourceChange(error, from))),
      signal: options.signal,
    });
  } catch (error) {
    // The target was as expected, so this refusal refers to the source.
    throw statusOf(error) === 412 ? changed(from, error) : error;
  }
}

/** A 412 can refer to the source or to the target. S3 names the condition in its XML. */
function sourceChange(error: unknown, from: ObjectPlace): unknown {
  if (statusOf(error) !== 412) return error;
  const { Condition = "" } = (error as { cause?: { Condition?: unknown } }).cause ?? {};
  return /copy-source/i.test(String(Condition)) ? changed(from, error) : error;
}

/** Names the source with its ETag, so that a newer object is not copied. */
function sourceOf({ bucket, key, versionId }: ObjectPlace, { ETag }: ObjectMetadata) {
  return { CopySource: sourceOfKey(bucket, key, versionId), CopySourceIfMatch: ETag || undefined };
}

/** The object at the target, if it is our own copy. */
async function findCopy({ send, to, source, existing, options }: CopyJob): Promise<Written | undefined> {
  const found = await findObjectMetadata(send, to, options.signal);
  if (!found || (existing && isSameObject(found, existing))) return undefined;
  const { etags } = send;
  return isSameContent({ ...source, etags }, { ...found, etags }) ? found : undefined;
}

function changed({ bucket, key }: ObjectPlace, cause?: unknown): S3Error {
  return new S3Error("changedMeanwhile", { bucket, key }, { cause });
}

function existsAt({ bucket, key }: ObjectPlace, existing: ObjectMetadata): S3Error {
  return new S3Error("targetExists", { bucket, key, etag: stateOf(existing) });
}
