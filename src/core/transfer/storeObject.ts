import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type PutObjectCommandInput,
  type ServiceInputTypes,
  type ServiceOutputTypes,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { readBucket } from "../address/bucketName.ts";
import { forEachConcurrently } from "../async/concurrency.ts";
import { raceAbort } from "../async/raceAbort.ts";
import type { BucketAccess } from "../client/bucketAccess.ts";
import { type ChecksumKind, checksumParams } from "../client/checksumSupport.ts";
import { claimedWrite } from "../client/claim.ts";
import type { Expected, Written } from "../client/conditionalWrite.ts";
import { findObjectMetadata } from "../client/objectMetadata.ts";
import type { S3Command } from "../client/send.ts";
import { MAX_REQUEST_SIZE, PART_CONCURRENCY, partSizeFor } from "../client/sizeLimits.ts";
import { isNotImplemented } from "../client/unsupported.ts";
import { cancellation, S3Error } from "../errors/errors.ts";
import { abortParts } from "../objects/abortParts.ts";
import { isCompleted } from "../objects/completedUpload.ts";
import { multipartEtag } from "../objects/multipartEtag.ts";
import { putObject } from "../objects/putObject.ts";
import type { ByteSource } from "./byteSource.ts";
import type { TransferOptions } from "./downloadObject.ts";
import { streamedBytes } from "./streamedBytes.ts";

/** Bytes. Amazon S3 User Guide, "Amazon S3 multipart upload limits": at least 5 MiB per part. */
export const UPLOAD_PART_SIZE = 8 * 1024 ** 2;
/** Bytes of memory for all parts together. */
const MEMORY = PART_CONCURRENCY * UPLOAD_PART_SIZE;
/** Default minimum rate of a part in bytes per second. S3 responds only after it has received the whole part. */
const SLOWEST = 16 * 1024;

export interface StoreOptions extends TransferOptions {
  key: string;
  /** What the key must hold when the upload completes. */
  expected: Expected;
  /** Headers and tags of the new object. */
  metadata: Partial<PutObjectCommandInput>;
  /** Minimum rate of a part in bytes per second. */
  slowest?: number;
}

/**
 * Stores bytes as one object, in parts if there are many, so that memory use does not grow with their number. A failed
 * upload leaves nothing behind, and a newer object is never replaced. A server without multipart uploads gets the bytes
 * in one request.
 * @throws S3Error changedMeanwhile, partsLeft, noMultipartUploads, …; see ByteSource
 */
export function storeObject(access: BucketAccess, source: ByteSource, options: StoreOptions): Promise<Written> {
  return new Upload(access, source, options).run();
}

interface StoredPart {
  PartNumber: number;
  ETag: string;
  ChecksumCRC32?: string;
}

/** Sets the timeout and the abort signal of each request, and cleans up after a failure. */
class Upload {
  readonly #access: BucketAccess;
  readonly #source: ByteSource;
  readonly #options: StoreOptions;
  readonly #partSize: number;
  readonly #ended = new AbortController();
  /** By the server's clock. */
  readonly #started: number;
  readonly #parts: StoredPart[] = [];
  /** Buffers to reuse: memory that is new to the process costs as much as copying into it. */
  readonly #free: Buffer[] = [];
  #uploadId: string | undefined;
  /** The best kind that parts may have. */
  #checksums: ChecksumKind = "crc32";

  constructor(access: BucketAccess, source: ByteSource, options: StoreOptions) {
    this.#access = access;
    this.#source = source;
    this.#options = options;
    this.#started = access.request.serverTime();
    this.#partSize = partSizeFor(source.size, options.partSize ?? UPLOAD_PART_SIZE);
  }

  async run(): Promise<Written> {
    const { signal } = this.#options;
    const end = () => this.#ended.abort(cancellation());
    signal?.addEventListener("abort", end, { once: true });
    if (signal?.aborted) end();
    try {
      return await (this.#source.size > this.#partSize ? this.#sendLarge() : this.#sendWhole());
    } catch (error) {
      // If several requests fail, the first failure counts.
      const failure = this.#ended.signal.reason ?? error;
      await this.#abort(this.#uploadId, failure);
      throw failure;
    } finally {
      signal?.removeEventListener("abort", end);
    }
  }

  async #sendWhole(): Promise<Written> {
    const { size } = this.#source;
    const bytes = Buffer.allocUnsafe(size);
    await this.#source.read(bytes, 0, this.#ended.signal);
    await this.#source.check();
    const { bucket, request } = this.#access;
    const { key, expected, metadata } = this.#options;
    const requestTimeout = this.#timeoutFor(size);
    const options = { expected, metadata, signal: this.#ended.signal, requestTimeout };
    const written = await putObject(request, { bucket, key }, bytes, options);
    this.#options.onBytes?.(size);
    return written;
  }

  #sendLarge(): Promise<Written> {
    const { bucket, request } = this.#access;
    const isLacking = (error: unknown) => this.#uploadId === undefined && isNotImplemented(error);
    const [inParts, asStream] = [() => this.#sendParts(), () => this.#sendStream()];
    return request.operations.attempt("CreateMultipartUpload", bucket, inParts, asStream, isLacking);
  }

  async #sendStream(): Promise<Written> {
    const { size } = this.#source;
    const { key, expected, metadata, onBytes } = this.#options;
    if (size > MAX_REQUEST_SIZE) {
      throw new S3Error("noMultipartUploads", { key, size, limit: MAX_REQUEST_SIZE, status: 501 });
    }
    const { bucket, endpoint, request } = this.#access;
    const { signal } = this.#ended;
    const settings = {
      endpoint,
      signal,
      onBytes,
      chunkSize: this.#partSize,
      timeout: this.#timeoutFor(this.#partSize),
    };
    const bytes = await streamedBytes(key, this.#source, settings);
    const requestTimeout = this.#timeoutFor(size);
    return putObject(request, { bucket, key }, bytes, { expected, metadata, signal, requestTimeout });
  }

  async #sendParts(): Promise<Written> {
    const count = Math.ceil(this.#source.size / this.#partSize);
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    const UploadId = await this.#create();
    const concurrency = Math.max(1, Math.min(PART_CONCURRENCY, Math.floor(MEMORY / this.#partSize)));
    await forEachConcurrently(numbers, concurrency, (number) =>
      this.#sendPart(UploadId, number).catch((error) => {
        // Otherwise the other parts would run to their end.
        this.#ended.abort(error);
        throw error;
      }),
    );
    await this.#source.check();
    return this.#complete(UploadId);
  }

  async #complete(UploadId: string): Promise<Written> {
    const { bucket, request } = this.#access;
    const { key, expected, signal } = this.#options;
    const { size } = this.#source;
    const input = { ...this.#named(), UploadId, MultipartUpload: { Parts: this.#parts } };
    const etag = multipartEtag(this.#parts.map(({ ETag }) => ETag));
    const written = await claimedWrite<Written>(request, {
      operation: "CompleteMultipartUpload",
      target: { bucket, key },
      expected,
      write: (condition, signal) =>
        this.#send(new CompleteMultipartUploadCommand({ ...input, ...condition }), 0, signal),
      findWritten: async (error) => {
        const found = signal?.aborted ? undefined : await findObjectMetadata(request, { bucket, key });
        return isCompleted(found, { etag, size, started: this.#started }, error) ? found : undefined;
      },
      revoke: () => abortParts(request, { bucket, key }, UploadId),
      signal: this.#ended.signal,
    });
    // Ceph 16 returns an empty ETag.
    return { ...written, ETag: written.ETag || etag };
  }

  /**
   * This request must not be aborted: an upload whose id is unknown cannot be removed. It is removed when the id
   * arrives.
   */
  async #create(): Promise<string> {
    const { signal } = this.#ended;
    signal.throwIfAborted();
    const { request } = this.#access;
    const input = { ...this.#named(), ...this.#options.metadata };
    const creating = request.checksums.attempt("CreateMultipartUpload", (kind) => {
      this.#checksums = kind;
      return request(new CreateMultipartUploadCommand({ ...input, ...this.#announced(kind) }));
    });
    try {
      const { UploadId = "" } = await raceAbort(signal, creating);
      this.#uploadId = UploadId;
      return UploadId;
    } catch (error) {
      // The upload has no parts yet, so a failure here costs nothing.
      if (signal.aborted) creating.then(({ UploadId }) => this.#abort(UploadId, error)).catch(() => undefined);
      throw error;
    }
  }

  async #sendPart(UploadId: string, number: number): Promise<void> {
    const { signal } = this.#ended;
    signal.throwIfAborted();
    const at = (number - 1) * this.#partSize;
    const buffer = this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#partSize);
    const Body = buffer.subarray(0, this.#source.size - at);
    await this.#source.read(Body, at, signal);
    this.#parts[number - 1] = await this.#access.request.checksums.attempt(
      "UploadPart",
      (kind) => this.#storePart({ UploadId, PartNumber: number, Body }, kind),
      this.#checksums,
    );
    this.#free.push(buffer);
    this.#options.onBytes?.(Body.length);
  }

  async #storePart(part: { UploadId: string; PartNumber: number; Body: Buffer }, kind: ChecksumKind) {
    const checksum = checksumParams(kind, part.Body);
    const command = new UploadPartCommand({ ...this.#named(), ...part, ...checksum });
    const { ETag = "" } = await this.#send(command, part.Body.length, this.#ended.signal);
    const { ChecksumCRC32 } = checksum;
    return { PartNumber: part.PartNumber, ETag, ...(ChecksumCRC32 && { ChecksumCRC32 }) };
  }

  /**
   * S3 accepts checksums of parts only if they were announced. By default, it makes of them a checksum of checksums,
   * which cannot verify a download. Only Amazon S3 is known to make one of the whole object.
   */
  #announced(kind: ChecksumKind) {
    if (kind !== "crc32") return {};
    const { bucket, request } = this.#access;
    const isWhole = request.checksums.isTrusted && readBucket(bucket).kind !== "directory";
    return { ChecksumAlgorithm: "CRC32" as const, ...(isWhole && { ChecksumType: "FULL_OBJECT" as const }) };
  }

  /** @param bytes length of the body */
  #send<Input extends ServiceInputTypes, Output extends ServiceOutputTypes>(
    command: S3Command<Input, Output>,
    bytes: number,
    signal: AbortSignal | undefined,
  ): Promise<Output> {
    return this.#access.request(command, signal, { requestTimeout: this.#timeoutFor(bytes) });
  }

  /** Milliseconds. */
  #timeoutFor(bytes: number): number {
    const { idleTimeout = this.#access.idleTimeout, slowest = SLOWEST } = this.#options;
    return idleTimeout + (bytes / slowest) * 1000;
  }

  #named() {
    return { Bucket: this.#access.bucket, Key: this.#options.key };
  }

  /** Removes what a failed upload has stored. */
  async #abort(uploadId: string | undefined, failure: unknown): Promise<void> {
    const { bucket, request } = this.#access;
    if (uploadId) await abortParts(request, { bucket, key: this.#options.key }, uploadId, failure);
  }
}
