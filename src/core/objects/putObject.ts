import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { PutObjectCommand, type PutObjectCommandInput } from "@aws-sdk/client-s3";
import type { KeyPlace } from "../address/location.ts";
import { type ChecksumKind, checksumParams } from "../client/checksumSupport.ts";
import { type Condition, conditionalWrite, type Expected, type Written } from "../client/conditionalWrite.ts";
import { type Digests, md5Of } from "../client/digests.ts";
import { findObjectMetadata, isNewSince, named, type ObjectMetadata } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { isNotImplemented } from "../client/unsupported.ts";
import { type ErrorCode, isS3Error } from "../errors/errors.ts";

export interface PutOptions {
  /** What the key must hold. */
  expected: Expected;
  /** Headers and tags of the new object. */
  metadata?: Partial<PutObjectCommandInput>;
  signal?: AbortSignal | undefined;
  /** Milliseconds to wait for a response. */
  requestTimeout?: number;
}

/** Bytes that are not in memory. */
export interface StreamedBytes extends Digests {
  /** Runs one request with a stream of all bytes. Its signal ends the request. */
  withStream<T>(run: (body: Readable, signal: AbortSignal) => Promise<T>): Promise<T>;
}

/**
 * Stores bytes as one object, in one request.
 * @throws S3Error changedMeanwhile
 */
export function putObject(
  send: Send,
  target: KeyPlace,
  bytes: Uint8Array | StreamedBytes,
  { expected, metadata, signal, requestTimeout }: PutOptions,
): Promise<Written> {
  const options = requestTimeout === undefined ? {} : { requestTimeout };
  const started = send.serverTime();
  const put = (kind: ChecksumKind, condition: Condition) => {
    const input = { ...named(target), ...metadata, ...checksumParams(kind, bytes), ...condition };
    if (bytes instanceof Uint8Array)
      return send(new PutObjectCommand({ ...input, Body: bytes }), signal, { ...options, isOneOfMany: true });
    const command = (Body: Readable) => new PutObjectCommand({ ...input, Body, ContentLength: bytes.length });
    return repeatedly(() => bytes.withStream((body, signal) => send(command(body), signal, options)), findWritten);
  };
  const findWritten = async () => {
    const found = signal?.aborted ? undefined : await findObjectMetadata(send, target);
    return found && hasBytes(found, bytes) && isNewSince(found, started) ? found : undefined;
  };
  return conditionalWrite<Written>(send, {
    operation: "PutObject",
    target,
    expected,
    isLarge: !(bytes instanceof Uint8Array),
    write: async (condition) => {
      const written = await send.checksums.attempt("PutObject", (kind) => put(kind, condition));
      send.etags.learn(bytes, written);
      return written;
    },
    findWritten,
    signal,
  });
}

const MAX_ATTEMPTS = 3;
/** Milliseconds. */
const PAUSE = 100;

/** Sends a stream again after a failure that may pass, since the SDK does not, unless it was stored nevertheless. */
async function repeatedly(
  write: () => Promise<Written>,
  findWritten: () => Promise<Written | undefined>,
): Promise<Written> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      const mayPass = isS3Error(error) && PASSING.has(error.code) && !isNotImplemented(error);
      if (attempt === 1 && !mayPass) throw error;
      const written = await findWritten().catch(() => undefined);
      if (written) return written;
      if (!mayPass || attempt === MAX_ATTEMPTS) throw error;
      await wait(PAUSE * 2 ** attempt);
    }
  }
}

const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "endpointSilent",
  "endpointUnreachable",
  "serverFault",
  "throttled",
]);

/** By a checksum of all bytes, or by an ETag that is their MD5. */
function hasBytes({ ContentLength, ETag, ChecksumCRC32 }: ObjectMetadata, bytes: Uint8Array | Digests): boolean {
  if (ContentLength !== bytes.length) return false;
  const isMd5 = ETag.replaceAll('"', "") === md5Of(bytes);
  return isMd5 || ChecksumCRC32 === checksumParams("crc32", bytes).ChecksumCRC32;
}
