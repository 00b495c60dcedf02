import { createHash } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { checkKey } from "../address/location.ts";
import { forEachConcurrently } from "../async/concurrency.ts";
import { raceAbort } from "../async/raceAbort.ts";
import type { BucketAccess } from "../client/bucketAccess.ts";
import { type Condition, conditionalWrite, type Expected, type Written } from "../client/conditionalWrite.ts";
import { findObjectMetadata } from "../client/objectMetadata.ts";
import { PART_CONCURRENCY, partSizeFor } from "../client/sizeLimits.ts";
import { onDisk } from "../disk/localFile.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";
import { abortParts } from "../objects/abortParts.ts";
import { multipartEtag } from "../objects/multipartEtag.ts";
import { contentTypeOf } from "../text/contentType.ts";
import type { TransferOptions } from "./downloadObject.ts";

/** Bytes. Amazon S3 User Guide, "Amazon S3 multipart upload limits": at least 5 MiB per part. */
export const UPLOAD_PART_SIZE = 8 * 1024 ** 2;
/** Bytes of memory for all parts together. */
const MEMORY = PART_CONCURRENCY * UPLOAD_PART_SIZE;
/** Default minimum rate of a part in bytes per second. S3 responds only after it has received the whole part. */
const SLOWEST = 16 * 1024;

export interface UploadOptions extends TransferOptions {
  key: string;
  /** What the key must hold when the upload completes. */
  expected: Expected;
  /** Minimum rate of a part in bytes per second. */
  slowest?: number;
}

/**
 * Stores a file as one object, read from disk in parts. A failed upload leaves nothing behind, and a newer object is
 * never replaced.
 * @throws S3Error changedMeanwhile, fileChanged, fileFailed, partsLeft, keyTooLong, …
 */
export async function uploadFile(access: BucketAccess, file: string, options: UploadOptions): Promise<void> {
  checkKey(options.key);
  // Opening a pipe would wait for its writer.
  const handle = await onDisk(file, () => open(file, constants.O_RDONLY | constants.O_NONBLOCK));
  try {
    const stats = await onDisk(file, () => handle.stat());
    if (!stats.isFile()) throw new S3Error("fileFailed", { file, reason: "EISDIR" });
    const source = { file, handle, stats };
    await access.send("PutObject", options.key, (client) => new Upload(access, client, source, options).run());
  } finally {
    await handle.close();
  }
}

interface OpenFile {
  file: string;
  handle: FileHandle;
  stats: Stats;
}

/** Sets the timeout and the abort signal of each request, and cleans up after a failure. */
class Upload {
  readonly #access: BucketAccess;
  readonly #client: S3Client;
  readonly #source: OpenFile;
  readonly #options: UploadOptions;
  readonly #partSize: number;
  readonly #ended = new AbortController();
  readonly #etags: string[] = [];
  /** Buffers to reuse: memory that is new to the process costs as much as copying into it. */
  readonly #free: Buffer[] = [];
  #uploadId: string | undefined;

  constructor(access: BucketAccess, client: S3Client, source: OpenFile, options: UploadOptions) {
    this.#access = access;
    this.#client = client;
    this.#source = source;
    this.#options = options;
    this.#partSize = partSizeFor(source.stats.size, options.partSize ?? UPLOAD_PART_SIZE);
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    const end = () => this.#ended.abort();
    signal?.addEventListener("abort", end, { once: true });
    if (signal?.aborted) end();
    try {
      await (this.#source.stats.size > this.#partSize ? this.#sendParts() : this.#sendWhole());
    } catch (error) {
      // If several requests fail, the first failure counts.
      const failure = this.#ended.signal.reason ?? error;
      await this.#abort(this.#uploadId);
      throw failure;
    } finally {
      signal?.removeEventListener("abort", end);
    }
  }

  async #sendWhole(): Promise<void> {
    const { size } = this.#source.stats;
    const bytes = await this.#read(Buffer.allocUnsafe(size), 0);
    await this.#checkFile();
    const input = { ...this.#named(), ...this.#described(), Body: bytes };
    await this.#write(
      "PutObject",
      (client, condition) => client.send(new PutObjectCommand({ ...input, ...condition }), this.#requestOptions(size)),
      () => `"${createHash("md5").update(bytes).digest("hex")}"`,
    );
    this.#options.onBytes?.(size);
  }

  async #sendParts(): Promise<void> {
    const count = Math.ceil(this.#source.stats.size / this.#partSize);
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
    await this.#checkFile();
    const Parts = this.#etags.map((ETag, index) => ({ PartNumber: index + 1, ETag }));
    const input = { ...this.#named(), UploadId, MultipartUpload: { Parts } };
    await this.#write(
      "CompleteMultipartUpload",
      (client, condition) =>
        client.send(new CompleteMultipartUploadCommand({ ...input, ...condition }), this.#requestOptions(0)),
      () => multipartEtag(this.#etags),
    );
  }

  /** @param etag the future ETag on servers whose ETags are MD5 */
  async #write(
    operation: "PutObject" | "CompleteMultipartUpload",
    send: (client: S3Client, condition: Condition) => Promise<Written>,
    etag: () => string,
  ): Promise<void> {
    const { bucket, request } = this.#access;
    const { key, expected, signal } = this.#options;
    await conditionalWrite<Written>(request, {
      operation,
      target: { bucket, key },
      expected,
      write: (condition) => this.#access.send(operation, key, (client) => send(client, condition)),
      findWritten: async () => {
        const found = signal?.aborted ? undefined : await findObjectMetadata(request, { bucket, key });
        return found?.ETag === etag() ? found : undefined;
      },
      signal: this.#ended.signal,
    });
  }

  /**
   * This request must not be aborted: an upload whose id is unknown cannot be removed. It is removed when the id
   * arrives.
   */
  async #create(): Promise<string> {
    const { signal } = this.#ended;
    signal.throwIfAborted();
    const creating = this.#client.send(new CreateMultipartUploadCommand({ ...this.#named(), ...this.#described() }));
    try {
      const { UploadId = "" } = await raceAbort(signal, creating);
      this.#uploadId = UploadId;
      return UploadId;
    } catch (error) {
      // The upload has no parts yet, so a failure here costs nothing.
      if (signal.aborted) creating.then(({ UploadId }) => this.#abort(UploadId)).catch(() => undefined);
      throw error;
    }
  }

  async #sendPart(UploadId: string, number: number): Promise<void> {
    this.#ended.signal.throwIfAborted();
    const at = (number - 1) * this.#partSize;
    const buffer = this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#partSize);
    const Body = await this.#read(buffer.subarray(0, this.#source.stats.size - at), at);
    const command = new UploadPartCommand({ ...this.#named(), UploadId, PartNumber: number, Body });
    const { ETag = "" } = await this.#client.send(command, this.#requestOptions(Body.length));
    this.#free.push(buffer);
    this.#etags[number - 1] = ETag;
    this.#options.onBytes?.(Body.length);
  }

  /** @throws S3Error fileChanged if the file has become shorter */
  async #read(into: Buffer, position: number): Promise<Buffer> {
    const { file, handle } = this.#source;
    for (let at = 0; at < into.length; ) {
      const { bytesRead } = await onDisk(file, () => handle.read(into, at, into.length - at, position + at));
      if (bytesRead === 0) throw new S3Error("fileChanged", { file });
      at += bytesRead;
    }
    return into;
  }

  #named() {
    return { Bucket: this.#access.bucket, Key: this.#options.key };
  }

  #described() {
    return { ContentType: contentTypeOf(this.#source.file) ?? "application/octet-stream" };
  }

  #requestOptions(bytes: number) {
    const { idleTimeout = this.#access.idleTimeout, slowest = SLOWEST } = this.#options;
    return { abortSignal: this.#ended.signal, requestTimeout: idleTimeout + (bytes / slowest) * 1000 };
  }

  /** @throws S3Error fileChanged if the file has changed since it was opened */
  async #checkFile(): Promise<void> {
    const { file, handle, stats } = this.#source;
    const now = await onDisk(file, () => handle.stat());
    if (now.size !== stats.size || now.mtimeMs !== stats.mtimeMs) throw new S3Error("fileChanged", { file });
  }

  /** Removes what a failed upload has stored. */
  async #abort(uploadId: string | undefined): Promise<void> {
    const { bucket, request } = this.#access;
    if (uploadId) await abortParts(request, { bucket, key: this.#options.key }, uploadId);
  }
}

/** Whether an upload stopped because its key holds something else. */
export const isConflict = (error: unknown): boolean => isS3Error(error) && error.code === "changedMeanwhile";
