import type { FileHandle } from "node:fs/promises";
import type { Readable } from "node:stream";
import { GetObjectCommand, type GetObjectCommandOutput } from "@aws-sdk/client-s3";
import type { BucketAccess } from "../bucketAccess.ts";
import { isS3Error, S3Error } from "../errors.ts";
import { fillFile, onDisk } from "../localFile.ts";
import { headObject } from "../objectHead.ts";
import { SILENCE, withoutSilence } from "./silence.ts";
import { type Claims, verifyFile } from "./verifyFile.ts";

export interface ObjectSource {
  key: string;
  versionId?: string;
  /** Bytes, as far as it is known; it may be out of date. */
  size?: number;
}

export interface TransferOptions {
  signal?: AbortSignal;
  /** So many bytes more have gone over the wire; where something is sent again, fewer than none. */
  onBytes?: (bytes: number) => void;
  /** Bytes of one request. */
  partSize?: number;
  /** Milliseconds. */
  silence?: number;
}

export interface DownloadOptions extends TransferOptions {
  /** Whether a file of that name may be replaced. */
  replace: boolean;
}

/** Bytes; a body is written as it comes, so memory does not grow with it. */
const PART_SIZE = 16 * 1024 ** 2;
const PARALLEL_PARTS = 4;
/** How often in a row a body may break off without a byte before it is given up. */
const MOST_BREAKS = 3;

/**
 * Write an object into a file, which is there when all of it has come and is as S3 says, or not at all. Large objects
 * come in parallel parts, all of the same version.
 * @throws S3Error changedMeanwhile, objectDamaged, archived, noSuchKey, fileFailed, fileExists, endpointSilent, …
 */
export async function downloadObject(
  access: BucketAccess,
  source: ObjectSource,
  file: string,
  options: DownloadOptions,
): Promise<void> {
  const { partSize = PART_SIZE } = options;
  await fillFile(file, options, async (handle) => {
    const isSmall = source.size !== undefined && source.size <= partSize;
    const claims = isSmall
      ? await downloadWhole(access, source, handle, options)
      : await downloadParts(access, source, handle, options);
    await onDisk(file, () => verifyFile(handle, source.key, claims));
  });
}

/** One request says what the object is and sends it. */
async function downloadWhole(
  access: BucketAccess,
  source: ObjectSource,
  handle: FileHandle,
  options: TransferOptions,
): Promise<Claims> {
  const stretch: Stretch = { from: 0, to: Number.POSITIVE_INFINITY };
  return readStretch(access, source, stretch, handle, options);
}

async function downloadParts(
  access: BucketAccess,
  source: ObjectSource,
  handle: FileHandle,
  options: TransferOptions,
): Promise<Claims> {
  const { partSize = PART_SIZE, signal } = options;
  const { versionId } = source;
  const head = await headObject(access, source.key, { ...(versionId && { versionId }), ...(signal && { signal }) });
  const size = head.ContentLength;
  const failed = new AbortController();
  const together = { ...options, signal: signal ? AbortSignal.any([signal, failed.signal]) : failed.signal };
  let next = 0;
  const work = async () => {
    for (let from = next; from < size; from = next) {
      next += partSize;
      const stretch = { from, to: Math.min(from + partSize, size), etag: head.ETag };
      await readStretch(access, source, stretch, handle, together);
    }
  };
  let first: unknown;
  const fail = (error: unknown) => {
    first ??= error;
    failed.abort();
  };
  await Promise.all(Array.from({ length: PARALLEL_PARTS }, () => work().catch(fail)));
  if (first) throw first;
  return head;
}

interface Stretch {
  from: number;
  /** Exclusive; infinite where the answer tells. */
  to: number;
  /** Absent before the first answer. */
  etag?: string;
}

/** Where the body breaks off, go on from there, as long as bytes come. */
async function readStretch(
  access: BucketAccess,
  source: ObjectSource,
  stretch: Stretch,
  handle: FileHandle,
  options: TransferOptions,
): Promise<Claims> {
  const rest = { ...stretch };
  let claims: Claims | undefined;
  for (let breaks = 0; ; ) {
    const before = rest.from;
    try {
      const answer = await readOnce(access, source, rest, handle, options);
      claims ??= answer;
      return claims;
    } catch (error) {
      if (!(error instanceof BrokenOff)) throw error;
      claims ??= error.answer;
      if (rest.from >= rest.to) return claims;
      breaks = rest.from > before ? 1 : breaks + 1;
      if (breaks >= MOST_BREAKS) throw error.cause;
    }
  }
}

/** The answer had begun, so asking once more for the rest may help. */
class BrokenOff extends Error {
  readonly answer: GetObjectCommandOutput;

  constructor(answer: GetObjectCommandOutput, cause: unknown) {
    super("The body broke off", { cause });
    this.answer = answer;
  }
}

/** Moves `rest.from` forward as bytes are written. */
async function readOnce(
  access: BucketAccess,
  source: ObjectSource,
  rest: Stretch,
  handle: FileHandle,
  options: TransferOptions,
): Promise<Claims> {
  const { signal, silence = SILENCE } = options;
  let answer: GetObjectCommandOutput | undefined;
  try {
    await access.send("GetObject", source.key, async (client) => {
      const sent = client.send(getRequest(access, source, rest), {
        requestTimeout: silence,
        ...(signal && { abortSignal: signal }),
      });
      answer = await sent;
      checkAnswer(access, source, rest, answer);
      const body = answer.Body as Readable;
      const terms = { endpoint: access.endpoint, ...(signal && { signal }), milliseconds: silence };
      await withoutSilence(terms, (heard) => writeBody(source.key, body, rest, handle, { ...options, ...heard }));
    });
    return answer as GetObjectCommandOutput;
  } catch (error) {
    if (signal?.aborted) throw new S3Error("cancelled", {}, { cause: error });
    if (isS3Error(error) && isChange(error)) {
      throw new S3Error("changedMeanwhile", { bucket: access.bucket, key: source.key }, { cause: error });
    }
    const isLocal =
      isS3Error(error) && ["fileFailed", "objectDamaged", "changedMeanwhile", "notS3"].includes(error.code);
    throw answer && !isLocal ? new BrokenOff(answer, error) : error;
  }
}

function getRequest(access: BucketAccess, { key, versionId }: ObjectSource, { from, to, etag }: Stretch) {
  return new GetObjectCommand({
    Bucket: access.bucket,
    Key: key,
    ...(versionId && { VersionId: versionId }),
    ...(etag ? { IfMatch: etag } : { ChecksumMode: "ENABLED" }),
    ...((from > 0 || to !== Number.POSITIVE_INFINITY) && { Range: `bytes=${from}-${to === Infinity ? "" : to - 1}` }),
  });
}

/** Not every server heeds If-Match and Range. */
function checkAnswer(access: BucketAccess, { key }: ObjectSource, rest: Stretch, answer: GetObjectCommandOutput): void {
  const { ETag = "", ContentRange = "", ContentLength = 0 } = answer;
  rest.etag ??= ETag;
  if (ETag !== rest.etag) throw new S3Error("changedMeanwhile", { bucket: access.bucket, key });
  if (rest.to === Number.POSITIVE_INFINITY) rest.to = rest.from + ContentLength;
  const isWhole = rest.from === 0 && rest.to === ContentLength;
  if (!isWhole && !ContentRange.startsWith(`bytes ${rest.from}-${rest.to - 1}/`)) {
    throw new S3Error("notS3", { endpoint: access.endpoint, status: answer.$metadata.httpStatusCode ?? 0 });
  }
}

async function writeBody(
  key: string,
  body: Readable,
  rest: Stretch,
  handle: FileHandle,
  { signal, heard, onBytes }: TransferOptions & { heard(): void },
): Promise<void> {
  const stop = () => body.destroy(new Error("The transfer ended"));
  signal?.addEventListener("abort", stop, { once: true });
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      heard();
      await onDisk(key, () => writeAll(handle, chunk, rest.from));
      rest.from += chunk.length;
      onBytes?.(chunk.length);
    }
  } finally {
    signal?.removeEventListener("abort", stop);
  }
  if (rest.from < rest.to) throw Object.assign(new Error("The body ended too soon"), { code: "ECONNRESET" });
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

/** 412 to If-Match; 416 where what is there now is shorter. */
function isChange(error: S3Error): boolean {
  return error.code === "refused" && [412, 416].includes((error.details as { status: number }).status);
}
