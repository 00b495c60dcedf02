import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Readable } from "node:stream";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandOutput,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  type UploadPartCommandOutput,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import mime from "mime";
import { isS3Error, S3Error } from "../errors.ts";
import { onDisk } from "../localFile.ts";
import { checkKey } from "../location.ts";
import { multipartEtag } from "../multipartEtag.ts";
import { abortParts } from "../objects/abortParts.ts";
import type { BucketAccess } from "../s3/bucketAccess.ts";
import { type Condition, checkExpected, type Expected, guardedWrite, wasRepeated } from "../s3/guardedWrite.ts";
import { findHead } from "../s3/objectHead.ts";
import { unlessAborted } from "../unlessAborted.ts";
import type { TransferOptions } from "./downloadObject.ts";

/** Bytes: the least of a part, and the most parts, are S3's: Amazon S3 User Guide, "Amazon S3 multipart upload limits". */
export const UPLOAD_PART_SIZE = 8 * 1024 ** 2;
const MOST_PARTS = 10_000;
/** Bytes that parts may hold in memory together. */
const MEMORY = 4 * UPLOAD_PART_SIZE;
/** Bytes read at once. */
const BLOCK = 1024 ** 2;
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
      access.send("PutObject", options.key, (client) => send(access, client, source, { ...options, condition }));
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

type SendOptions = UploadOptions & { condition: Condition };

async function send(access: BucketAccess, client: S3Client, source: OpenFile, options: SendOptions): Promise<void> {
  const { key, condition, signal, partSize: given = UPLOAD_PART_SIZE } = options;
  const { size } = source.stats;
  const controller = new AbortController();
  const stop = () => controller.abort();
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  const watch = new UploadWatch(access, client, source, options, controller);
  const partSize = Math.max(given, Math.ceil(size / MOST_PARTS));
  const body = size > 0 ? Readable.from(blocks(source.handle, size)) : new Uint8Array();
  const upload = new Upload({
    client: watch.client,
    params: {
      Bucket: access.bucket,
      Key: key,
      Body: body,
      ContentLength: size,
      ContentType: mime.getType(source.file) ?? "application/octet-stream",
      ...condition,
    },
    partSize,
    queueSize: Math.max(1, Math.min(4, Math.floor(MEMORY / partSize))),
    // It would leave them where the last request fails, and not wait for those under way.
    leavePartsOnError: true,
    abortController: controller,
  });
  try {
    await upload.done();
  } catch (error) {
    stop();
    await watch.settled();
    if (!(await watch.clear(signal?.aborted ? undefined : error))) throw watch.failure ?? error;
  } finally {
    signal?.removeEventListener("abort", stop);
    if ("destroy" in body) body.destroy();
  }
}

/** A stream of the handle's own would close it. */
async function* blocks(handle: FileHandle, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < size; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(Math.min(BLOCK, size - at)), { position: at });
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

/** Stands between lib-storage and the client: gives each request its time and its end, and knows what is to be cleared away. */
class UploadWatch {
  readonly client: S3Client;
  /** The first one. */
  failure: unknown;
  readonly #access: BucketAccess;
  readonly #sdk: S3Client;
  readonly #source: OpenFile;
  readonly #options: UploadOptions;
  readonly #controller: AbortController;
  readonly #pending = new Set<Promise<unknown>>();
  readonly #parts = new Map<number, string>();
  #uploadId: string | undefined;
  /** What the object's ETag will be where ETags are made of MD5. */
  #etag: string | undefined;

  constructor(
    access: BucketAccess,
    sdk: S3Client,
    source: OpenFile,
    options: UploadOptions,
    controller: AbortController,
  ) {
    this.#access = access;
    this.#sdk = sdk;
    this.#source = source;
    this.#options = options;
    this.#controller = controller;
    const send = (command: Parameters<S3Client["send"]>[0]) => this.#watch(this.#send(command));
    this.client = Object.create(sdk, { send: { value: send } });
  }

  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending);
  }

  /**
   * Take back what a failed upload has stored, unless it was stored in full and only the answer lost.
   * @param error absent where the user ended it
   * @returns whether the object is there after all
   * @throws S3Error partsLeft
   */
  async clear(error: unknown): Promise<boolean> {
    const mayBeThere = error !== undefined && wasRepeated(this.failure);
    const isThere = mayBeThere && this.#etag !== undefined && (await this.#isWritten(this.#etag));
    if (!isThere) await this.#abort(this.#uploadId);
    return isThere;
  }

  async #isWritten(etag: string): Promise<boolean> {
    // Where it cannot be found out, the failure that is known already is what counts.
    const head = await findHead(this.#access, this.#options.key).catch(() => undefined);
    return head?.ETag === etag;
  }

  #watch<T>(sending: Promise<T>): Promise<T> {
    const watched = sending.catch((error) => {
      this.failure ??= error;
      // The other parts would go on to the end of the file.
      this.#controller.abort();
      throw error;
    });
    this.#pending.add(watched);
    watched.finally(() => this.#pending.delete(watched)).catch(() => undefined);
    return watched;
  }

  async #send(command: unknown): Promise<unknown> {
    if (command instanceof CreateMultipartUploadCommand) {
      return this.#create(command);
    }
    if (command instanceof UploadPartCommand) return this.#sendPart(command);
    if (command instanceof CompleteMultipartUploadCommand) {
      await this.#checkAgain(true);
      this.#etag = multipartEtag([...this.#parts].sort(([a], [b]) => a - b).map(([, etag]) => etag));
      return this.#sdk.send(command, this.#terms(0));
    }
    if (command instanceof PutObjectCommand) {
      const bytes = command.input.Body as Uint8Array;
      await this.#checkAgain(false);
      this.#etag = `"${createHash("md5").update(bytes).digest("hex")}"`;
      const answer = await this.#sdk.send(command, this.#terms(bytes.length));
      this.#options.onBytes?.(bytes.length);
      return answer;
    }
    throw new Error(`lib-storage sent ${(command as object).constructor.name}`);
  }

  /** Not to be ended half way: nobody could clear away an upload whose id has not come. It goes when the id comes. */
  async #create(command: CreateMultipartUploadCommand): Promise<CreateMultipartUploadCommandOutput> {
    const { signal } = this.#controller;
    const creating = this.#sdk.send(command);
    try {
      const answer = await unlessAborted(signal, creating);
      this.#uploadId = answer.UploadId;
      return answer;
    } catch (error) {
      // It has no part yet, so nothing is lost where this fails.
      if (signal.aborted) creating.then(({ UploadId }) => this.#abort(UploadId)).catch(() => undefined);
      throw error;
    }
  }

  async #abort(uploadId: string | undefined): Promise<void> {
    const { bucket, request } = this.#access;
    if (uploadId) await abortParts(request, { bucket, key: this.#options.key }, uploadId);
  }

  async #sendPart(command: UploadPartCommand): Promise<UploadPartCommandOutput> {
    const bytes = (command.input.Body as Uint8Array).length;
    const answer = await this.#sdk.send(command, this.#terms(bytes));
    this.#parts.set(command.input.PartNumber as number, answer.ETag ?? "");
    this.#options.onBytes?.(bytes);
    return answer;
  }

  #terms(bytes: number) {
    const { silence = this.#access.silence, slowest = SLOWEST } = this.#options;
    return { abortSignal: this.#controller.signal, requestTimeout: silence + (bytes / slowest) * 1000 };
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
      await checkExpected(this.#access, key, expected, this.#controller.signal);
  }
}

/** Whether an upload stopped because something else stands under its key. */
export const isConflict = (error: unknown): boolean => isS3Error(error) && error.code === "changedMeanwhile";
