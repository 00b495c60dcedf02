import { createHash } from "node:crypto";
import { PutObjectCommand, type PutObjectCommandInput } from "@aws-sdk/client-s3";
import type { KeyPlace } from "../address/location.ts";
import { checksumParams } from "../client/checksumSupport.ts";
import { conditionalWrite, type Expected, type Written } from "../client/conditionalWrite.ts";
import { findObjectMetadata, named } from "../client/objectMetadata.ts";
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
  return conditionalWrite<Written>(send, {
    operation: "PutObject",
    target,
    expected,
    write: (condition) =>
      send.checksums.attempt("PutObject", (kind) =>
        send(new PutObjectCommand({ ...input, ...checksumParams(kind, bytes), ...condition }), signal, options),
      ),
    findWritten: async () => {
      const found = signal?.aborted ? undefined : await findObjectMetadata(send, target);
      const isOurs = bytes.length === 0 ? found?.ContentLength === 0 : found?.ETag === etagOf(bytes);
      return isOurs ? found : undefined;
    },
    signal,
  });
}

/** On servers whose ETags are MD5. */
const etagOf = (bytes: Uint8Array): string => `"${createHash("md5").update(bytes).digest("hex")}"`;
