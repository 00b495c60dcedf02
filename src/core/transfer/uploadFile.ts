import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
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
import { type Condition, checkExpected, type Expected, guardedWrite, wasRepeated } from "../client/guardedWrite.ts";
import { findHead } from "../client/objectHead.ts";
import { onDisk } from "../disk/localFile.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";
import { abortParts } from "../objects/abortParts.ts";
import { multipartEtag } from "../objects/multipartEtag.ts";
import { contentTypeOf } from "../text/contentType.ts";
import type { TransferOptions } from "./downloadObject.ts";

/** Bytes: the least of a part, and the most parts, are S3's: Amazon S3 User Guide, "Amazon S3 multipart upload limits". */
export const UPLOAD_PART_SIZE = 8 * 1024 ** 2;
const MAX_PARTS = 10_000;
const PART_CONCURRENCY = 4;
/** Bytes that parts may hold in memory together. */
const MEMORY = PART_CONCURRENCY * UPLOAD_PART_SIZE;
/** Bytes a second that a part must make, where not told otherwise; the answer comes only when all of it has gone. */
const SLOWEST = 16 * 1024;

export interface UploadOptions extends TransferOptions {
  key: string;
  /** What must stand under the key when the upload is done. */
  expected: Expected;
  /** Bytes a second. */
  slowest?: number;
}

/**
 * Store a file as one object, from disk in parts. Nothing of it is left where it fails, and nothing newer is replaced.
 * @throws S3Error changedMeanwhile, fileChanged, fileFailed, partsLeft, keyTooLong, …
 */
export async function uploadFile(access: BucketAccess, file: string, options: UploadOptions): Promise<void> {
  checkKey(options.key);
  const handle = await onDisk(file, () => open(file, "r"));
  try {
    const stats = await onDisk(file, () => handle.stat());
    if (!stats.isFile()) throw new S3Error("fileFailed", { file, reason: "EISDIR" });
    const source = { file, handle, stats };
    const write = (condition: Condition) =>
      access.send("PutObject", options.key, (client) => new Upload(access, client, source, options, condition).run());
    await guardedWrite(access, options.key, options.expected, write, options.signal);
  } finally {
    await handle.close();
  }
}

interface OpenFile {
  file: string;
  handle: FileHandle;
  stats: Stats;
}

/** Gives each request its time and its end, and knows what is to be cleared away. */
class Upload {
  readonly #access: BucketAccess;
  readonly #client: S3Client;
  readonly #source: OpenFile;
  readonly #options: UploadOptions;
  readonly #condition: Condition;
  readonly #partSize: number;
  readonly #ended = new AbortController();
  readonly #etags: string[] = [];
  /** For parts to come: memory that is new to the process costs as much as copying into it. */
  readonly #free: Buffer[] = [];
  #uploadId: string | undefined;
  /** What the object's ETag will be where ETags are made of MD5; absent before the write that counts. */
  #etag: (() => string) | undefined;

  constructor(access: BucketAccess, client: S3Client, source: OpenFile, options: UploadOptions, condition: Condition) {
    this.#access = access;
    this.#client = client;
    this.#source = source;
    this.#options = options;
    this.#condition = condition;
    this.#partSize = Math.max(options.partSize ?? UPLOAD_PART_SIZE, Math.ceil(source.stats.size / MAX_PARTS));
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    const end = () => this.#ended.abort();
    signal?.addEventListener("abort", end, { once: true });
    if (signal?.aborted) end();
    try {
      await (this.#source.stats.size > this.#partSize ? this.#sendParts() : this.#sendWhole());
    } catch (error) {
      // Of several, the first counts.
      const failure = this.#ended.signal.reason ?? error;
      if (!(await this.#clear(failure))) throw failure;
    } finally {
      signal?.removeEventListener("abort", end);
    }
  }

  async #sendWhole(): Promise<void> {
    const { size } = this.#source.stats;
    const bytes = await this.#read(Buffer.allocUnsafe(size), 0);
    await this.#checkAgain(false);
    this.#etag = () => `"${createHash("md5").update(bytes).digest("hex")}"`;
    const command = new PutObjectCommand({ ...this.#named(), ...this.#described(), ...this.#condition, Body: bytes });
    await this.#client.send(command, this.#terms(size));
    this.#options.onBytes?.(size);
  }

  async #sendParts(): Promise<void> {
    const count = Math.ceil(this.#source.stats.size / this.#partSize);
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    const UploadId = await this.#create();
    const atOnce = Math.max(1, Math.min(PART_CONCURRENCY, Math.floor(MEMORY / this.#partSize)));
    await forEachConcurrently(numbers, atOnce, (number) =>
      this.#sendPart(UploadId, number).catch((error) => {
        // The other parts would go on to their end.
        this.#ended.abort(error);
        throw error;
      }),
    );
    await this.#checkAgain(true);
    this.#etag = () => multipartEtag(this.#etags);
    const Parts = this.#etags.map((ETag, index) => ({ PartNumber: index + 1, ETag }));
    const complete = { ...this.#named(), ...this.#condition, UploadId, MultipartUpload: { Parts } };
    await this.#client.send(new CompleteMultipartUploadCommand(complete), this.#terms(0));
  }

  /** Not to be ended half way: nobody could clear away an upload whose id has not come. It goes when the id comes. */
  async #create(): Promise<string> {
    const { signal } = this.#ended;
    signal.throwIfAborted();
    const creating = this.#client.send(new CreateMultipartUploadCommand({ ...this.#named(), ...this.#described() }));
    try {
      const { UploadId = "" } = await raceAbort(signal, creating);
      this.#uploadId = UploadId;
      return UploadId;
    } catch (error) {
      // It has no part yet, so nothing is lost where this fails.
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
    const { ETag = "" } = await this.#client.send(command, this.#terms(Body.length));
    this.#free.push(buffer);
    this.#etags[number - 1] = ETag;
    this.#options.onBytes?.(Body.length);
  }

  /** @throws S3Error fileChanged, where it has become shorter */
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

  #terms(bytes: number) {
    const { idleTimeout = this.#access.idleTimeout, slowest = SLOWEST } = this.#options;
    return { abortSignal: this.#ended.signal, requestTimeout: idleTimeout + (bytes / slowest) * 1000 };
  }

  /**
   * Just before the write that counts. Servers heed conditions on single writes before they do on an upload in parts:
   * Ceph RGW 16 does.
   */
  async #checkAgain(inParts: boolean): Promise<void> {
    const { file, handle, stats } = this.#source;
    const now = await onDisk(file, () => handle.stat());
    if (now.size !== stats.size || now.mtimeMs !== stats.mtimeMs) throw new S3Error("fileChanged", { file });
    const { key, expected } = this.#options;
    if (inParts && this.#access.endpoint !== "AWS")
      await checkExpected(this.#access, key, expected, this.#ended.signal);
  }

  /**
   * Take back what a failed upload has stored, unless it was stored in full and only the answer lost.
   * @returns whether the object is there after all
   * @throws S3Error partsLeft
   */
  async #clear(error: unknown): Promise<boolean> {
    const isThere = !this.#options.signal?.aborted && wasRepeated(error) && (await this.#isWritten());
    if (!isThere) await this.#abort(this.#uploadId);
    return isThere;
  }

  async #isWritten(): Promise<boolean> {
    if (!this.#etag) return false;
    // Where it cannot be found out, the failure that is known already is what counts.
    const head = await findHead(this.#access, this.#options.key).catch(() => undefined);
    return head?.ETag === this.#etag();
  }

  async #abort(uploadId: string | undefined): Promise<void> {
    const { bucket, request } = this.#access;
    if (uploadId) await abortParts(request, { bucket, key: this.#options.key }, uploadId);
  }
}

/** Whether an upload stopped because something else stands under its key. */
export const isConflict = (error: unknown): boolean => isS3Error(error) && error.code === "changedMeanwhile";
