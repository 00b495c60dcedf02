import type { FileHandle } from "node:fs/promises";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { GetObjectCommand, type GetObjectCommandOutput } from "@aws-sdk/client-s3";
import type { ObjectInBucket, ObjectPlace } from "../address/location.ts";
import { withIdleTimeout } from "../async/idleTimeout.ts";
import type { BucketAccess } from "../client/bucketAccess.ts";
import { named, objectMetadata } from "../client/objectMetadata.ts";
import { PART_CONCURRENCY } from "../client/sizeLimits.ts";
import { fillFile, onDisk } from "../disk/localFile.ts";
import { cancellation, isS3Error, S3Error } from "../errors/errors.ts";
import { type Checksums, hasChecksum, verifyFile } from "./verifyFile.ts";

export interface ObjectSource extends ObjectInBucket {
  /** Bytes, if known; may be out of date. */
  size?: number;
}

export interface TransferOptions {
  signal?: AbortSignal;
  /** Receives the number of bytes transferred since the last call. */
  onBytes?: (bytes: number) => void;
  /** Bytes per request. */
  partSize?: number;
  /** Milliseconds; defaults to the idle timeout of the access. */
  idleTimeout?: number;
}

export interface DownloadOptions extends TransferOptions {
  /** Whether an existing file may be replaced. */
  replace: boolean;
  /**
   * Whether to keep bytes that differ from the object's ETag, on a server whose ETags are not known to be MD5 digests.
   * If absent, they are discarded.
   */
  keepUnverified?: (() => Promise<boolean>) | undefined;
}

/** Bytes. A body is written as it arrives, so memory use does not grow with it. */
export const DOWNLOAD_PART_SIZE = 16 * 1024 ** 2;
/** Chunks per system call. They are written while the next ones arrive; a chunk from a socket has 64 KiB. */
const CHUNKS_PER_WRITE = 16;
/** How many times in a row a body may be interrupted before MIN_PROGRESS bytes have arrived. */
const MAX_BREAKS = 3;
const MIN_PROGRESS = 64 * 1024;
/** Milliseconds before the rest is requested; doubled after each interruption. */
const BREAK_PAUSE = 200;
/** Bytes. If a response claims more than was expected, or than this, HeadObject must confirm it. */
const MAX_UNCONFIRMED = 64 * 1024 ** 2;

/**
 * Downloads an object to a file, which appears only when all bytes have arrived and match what S3 reports. A large
 * object is downloaded in parallel parts, all of the same version, or in one if the server sends no ETags.
 * @throws S3Error changedMeanwhile, objectDamaged, archived, noSuchKey, fileFailed, fileExists, endpointSilent, …
 */
export async function downloadObject(
  access: BucketAccess,
  source: ObjectSource,
  file: string,
  options: DownloadOptions,
): Promise<void> {
  const { partSize = DOWNLOAD_PART_SIZE } = options;
  await fillFile(file, options, async (handle) => {
    const isSmall = source.size !== undefined && source.size <= partSize;
    let written = 0;
    const sink: Sink = async (chunks, at) => {
      await onDisk(source.key, () => writeAll(handle, chunks, at));
      written += lengthOf(chunks);
    };
    const checksums = await (isSmall ? readComplete : readParts)(access, source, sink, options);
    const { etags } = access.request;
    const isVerified = await onDisk(file, () => verifyFile(handle, source.key, checksums, etags));
    if (isSmall) await verifySize(access, source, { checksums, isVerified }, written);
    if (!isVerified && !(await options.keepUnverified?.())) throw differsFromEtag(source.key);
  });
}

export const differsFromEtag = (key: string): S3Error => new S3Error("objectDamaged", { key, by: "ETag" });

/** Receives consecutive chunks of an object, and the offset of the first chunk in bytes. */
export type Sink = (chunks: Buffer[], at: number) => Promise<void>;

/** What S3 returns with an object: the checksums of its bytes, and the time of its last change. */
type ResponseMetadata = Checksums & Pick<GetObjectCommandOutput, "LastModified">;

/**
 * Reads an object from start to end. One request returns both its metadata and its bytes.
 * @returns the checksums to verify the bytes with
 */
export function readComplete(
  access: BucketAccess,
  source: ObjectSource,
  sink: Sink,
  options: TransferOptions = {},
): Promise<ResponseMetadata> {
  return readRange(access, source, { from: 0, to: Number.POSITIVE_INFINITY }, sink, options);
}

/**
 * Without a checksum, a truncated response could go unnoticed. This compares the number of bytes with that in a listing
 * or in HeadObject.
 * @param verified what S3 reports, and whether the bytes match it
 * @throws S3Error objectDamaged
 */
export async function verifySize(
  access: BucketAccess,
  source: ObjectSource,
  { checksums, isVerified }: { checksums: Checksums; isVerified: boolean },
  bytes: number,
): Promise<void> {
  if (bytes === source.size || (isVerified && hasChecksum(checksums, access.request.etags))) return;
  const { ContentLength } = await objectMetadata(access.request, placeOf(access, source));
  if (ContentLength !== bytes) throw new S3Error("objectDamaged", { key: source.key, by: "Content-Length" });
}

async function readParts(
  access: BucketAccess,
  source: ObjectSource,
  sink: Sink,
  options: TransferOptions,
): Promise<ResponseMetadata> {
  const { partSize = DOWNLOAD_PART_SIZE, signal } = options;
  const head = await objectMetadata(access.request, placeOf(access, source), signal);
  const { ContentLength: size, LastModified: modified, ETag: etag } = head;
  // A proxy may have removed the size from HeadObject.
  if (size === 0) return readComplete(access, source, sink, options);
  // Without an ETag, two states of the same second cannot be distinguished, unless they are in one response.
  const step = etag ? partSize : size;
  const failed = new AbortController();
  const together = { ...options, signal: signal ? AbortSignal.any([signal, failed.signal]) : failed.signal };
  let next = 0;
  const work = async () => {
    for (let from = next; from < size; from = next) {
      next += step;
      const byteRange = { from, to: Math.min(from + step, size), etag, modified, size };
      await readRange(access, source, byteRange, sink, together);
    }
  };
  let first: unknown;
  const fail = (error: unknown) => {
    first ??= error;
    failed.abort();
  };
  await Promise.all(Array.from({ length: PART_CONCURRENCY }, () => work().catch(fail)));
  if (first) throw first;
  return head;
}

export interface ByteRange {
  from: number;
  /** Exclusive; infinite until a response shows the end. */
  to: number;
  /** Absent before the first response; empty if the server sends none. */
  etag?: string;
  /** Last change of the object, which is compared if it has no ETag. Absent before the first response. */
  modified?: Date | undefined;
  /** Bytes of the whole object, if known. */
  size?: number;
}

/** Reads a range. After an interruption, continues from that point, as long as enough bytes arrive. */
export async function readRange(
  access: BucketAccess,
  source: ObjectSource,
  byteRange: ByteRange,
  sink: Sink,
  options: TransferOptions,
): Promise<ResponseMetadata> {
  const rest = { ...byteRange };
  let checksums: ResponseMetadata | undefined;
  for (let [breaks, since] = [0, rest.from]; ; ) {
    try {
      const response = await readOnce(access, source, rest, sink, options);
      checksums ??= response;
      return checksums;
    } catch (error) {
      if (!(error instanceof InterruptedResponse)) throw error;
      checksums ??= error.response;
      if (rest.from >= rest.to) return checksums;
      breaks = rest.from - since >= MIN_PROGRESS ? 1 : breaks + 1;
      if (breaks === 1) since = rest.from;
      const canContinue = rest.from === byteRange.from || Boolean(rest.etag || rest.modified);
      if (breaks >= MAX_BREAKS || !canContinue) throw error.cause;
      await pause(BREAK_PAUSE * 2 ** (breaks - 1), options.signal);
    }
  }
}

async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, signal && { signal }).catch((error: unknown) => {
    throw cancellation(error);
  });
}

/** The response had started, so requesting the rest may help. */
class InterruptedResponse extends Error {
  readonly response: GetObjectCommandOutput;

  constructor(response: GetObjectCommandOutput, cause: unknown) {
    super("The body broke off", { cause });
    this.response = response;
  }
}

/** Advances `rest.from` as bytes are written. */
async function readOnce(
  access: BucketAccess,
  source: ObjectSource,
  rest: ByteRange,
  sink: Sink,
  options: TransferOptions,
): Promise<ResponseMetadata> {
  const { signal, idleTimeout = access.idleTimeout } = options;
  let response: GetObjectCommandOutput | undefined;
  try {
    return await access.request(getRequest(access, source, rest), signal, {
      requestTimeout: idleTimeout,
      isOneOfMany: true,
      read: async (received) => {
        response = received;
        if (rest.to === Number.POSITIVE_INFINITY)
          rest.to = rest.from + (await sizeOf(access, source, received, signal));
        checkResponse(access, source, rest, received);
        const body = received.Body as Readable;
        const limits = { endpoint: access.endpoint, ...(signal && { signal }), milliseconds: idleTimeout };
        await withIdleTimeout(limits, (touch) => writeBody(body, rest, sink, { ...options, ...touch }));
      },
    });
  } catch (error) {
    // A body that is not read would keep its connection.
    (response?.Body as Readable | undefined)?.destroy();
    if (signal?.aborted) throw cancellation(error);
    if (isS3Error(error) && isChange(error)) {
      throw new S3Error("changedMeanwhile", { bucket: access.bucket, key: source.key }, { cause: error });
    }
    const isLocal =
      isS3Error(error) &&
      ["fileFailed", "objectDamaged", "changedMeanwhile", "notS3", "responseTooLarge"].includes(error.code);
    throw response && !isLocal ? new InterruptedResponse(response, error) : error;
  }
}

const placeOf = ({ bucket }: BucketAccess, { key, versionId }: ObjectSource): ObjectPlace => ({
  bucket,
  key,
  ...(versionId && { versionId }),
});

function getRequest(access: BucketAccess, source: ObjectSource, { from, to, etag }: ByteRange) {
  return new GetObjectCommand({
    ...named(placeOf(access, source)),
    ...(etag ? { IfMatch: etag } : { ChecksumMode: "ENABLED" }),
    ...((from > 0 || to !== Number.POSITIVE_INFINITY) && { Range: `bytes=${from}-${to === Infinity ? "" : to - 1}` }),
  });
}

/**
 * The bytes that a response to a request for a whole object may have.
 * @throws S3Error responseTooLarge
 */
async function sizeOf(
  access: BucketAccess,
  source: ObjectSource,
  { ContentLength }: GetObjectCommandOutput,
  signal?: AbortSignal,
): Promise<number> {
  if (ContentLength !== undefined && ContentLength <= (source.size ?? MAX_UNCONFIRMED)) return ContentLength;
  const head = await objectMetadata(access.request, placeOf(access, source), signal);
  if (ContentLength === undefined) return head.ContentLength;
  if (ContentLength > head.ContentLength) throw tooLarge(head.ContentLength);
  return ContentLength;
}

function tooLarge(limit: number): S3Error {
  return new S3Error("responseTooLarge", { operation: "GetObject", limit });
}

/** Not every server supports If-Match and Range. */
function checkResponse(
  access: BucketAccess,
  { key }: ObjectSource,
  rest: ByteRange,
  response: GetObjectCommandOutput,
): void {
  const { ETag = "", LastModified, ContentRange = "", ContentLength = rest.to - rest.from } = response;
  rest.etag ??= ETag;
  rest.modified ??= LastModified;
  const isSame = ETag === rest.etag && (ETag !== "" || LastModified?.getTime() === rest.modified?.getTime());
  if (!isSame) throw new S3Error("changedMeanwhile", { bucket: access.bucket, key });
  const isComplete = rest.from === 0 && rest.to === ContentLength;
  if (isComplete) rest.size ??= ContentLength;
  const [, range, size] = /^bytes (.*)\/(\d+)$/.exec(ContentRange) ?? [];
  const isRest = range === `${rest.from}-${rest.to - 1}` && (rest.size === undefined || rest.size === Number(size));
  if (!isComplete && !isRest) {
    throw new S3Error("notS3", { endpoint: access.endpoint, status: response.$metadata.httpStatusCode ?? 0 });
  }
}

async function writeBody(
  body: Readable,
  rest: ByteRange,
  sink: Sink,
  { signal, touch, onBytes }: TransferOptions & { touch(): void },
): Promise<void> {
  const stop = () => body.destroy(new Error("The transfer ended"));
  signal?.addEventListener("abort", stop, { once: true });
  let chunks: Buffer[] = [];
  let writing = Promise.resolve();
  let received = rest.from;
  const write = async () => {
    const written = chunks;
    chunks = [];
    await sink(written, rest.from);
    const bytes = lengthOf(written);
    rest.from += bytes;
    onBytes?.(bytes);
  };
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      touch();
      received += chunk.length;
      if (received > rest.to) throw tooLarge(rest.to);
      if (chunks.push(chunk) < CHUNKS_PER_WRITE) continue;
      await writing;
      writing = write();
      // The next await of it reports the error.
      writing.catch(() => undefined);
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    await writing;
    // Bytes that arrived before an interruption need not be sent again.
    if (chunks.length > 0) await write();
  }
  if (rest.from < rest.to) throw Object.assign(new Error("The body ended too soon"), { code: "ECONNRESET" });
}

async function writeAll(handle: FileHandle, chunks: Buffer[], position: number): Promise<void> {
  const { bytesWritten } = await handle.writev(chunks, position);
  if (bytesWritten === lengthOf(chunks)) return;
  await writeAll(handle, [Buffer.concat(chunks).subarray(bytesWritten)], position + bytesWritten);
}

const lengthOf = (chunks: Buffer[]): number => chunks.reduce((sum, { length }) => sum + length, 0);

/** 412 for If-Match; 416 if the object has become shorter. */
function isChange(error: S3Error): boolean {
  return error.code === "refused" && [412, 416].includes((error.details as { status: number }).status);
}
