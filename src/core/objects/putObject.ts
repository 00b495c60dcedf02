import { PutObjectCommand, type PutObjectCommandInput } from "@aws-sdk/client-s3";
import type { KeyPlace } from "../address/location.ts";
import { checksumParams } from "../client/checksumSupport.ts";
import { conditionalWrite, type Expected, type Written } from "../client/conditionalWrite.ts";
import { md5Of } from "../client/etagSupport.ts";
import { findObjectMetadata, isNewSince, named, type ObjectMetadata } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";

export interface PutOptions {
  /** What the key must hold. */
  expected: Expected;
  /** Headers and tags of the new object. */
  metadata?: Partial<PutObjectCommandInput>;
  signal?: AbortSignal | undefined;
  /** Milliseconds to wait for a response. */
  requestTimeout?: number;
}

/**
 * Stores bytes as one object, in one request.
 * @throws S3Error changedMeanwhile
 */
export function putObject(
  send: Send,
  target: KeyPlace,
  bytes: Uint8Array,
  { expected, metadata, signal, requestTimeout }: PutOptions,
): Promise<Written> {
  const input = { ...named(target), ...metadata, Body: bytes };
  const options = requestTimeout === undefined ? {} : { requestTimeout };
  const started = send.serverTime();
  return conditionalWrite<Written>(send, {
    operation: "PutObject",
    target,
    expected,
    write: async (condition) => {
      const written = await send.checksums.attempt("PutObject", (kind) =>
        send(new PutObjectCommand({ ...input, ...checksumParams(kind, bytes), ...condition }), signal, options),
      );
      send.etags.learn(bytes, written);
      return written;
    },
    findWritten: async () => {
      const found = signal?.aborted ? undefined : await findObjectMetadata(send, target);
      return found && hasBytes(found, bytes) && isNewSince(found, started) ? found : undefined;
    },
    signal,
  });
}

/** By a checksum of all bytes, or by an ETag that is their MD5. */
function hasBytes({ ContentLength, ETag, ChecksumCRC32 }: ObjectMetadata, bytes: Uint8Array): boolean {
  if (ContentLength !== bytes.length) return false;
  const isMd5 = ETag.replaceAll('"', "") === md5Of(bytes);
  return isMd5 || ChecksumCRC32 === checksumParams("crc32", bytes).ChecksumCRC32;
}
