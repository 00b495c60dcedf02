import { createHash } from "node:crypto";
import { DeleteObjectCommand, DeleteObjectsCommand } from "@aws-sdk/client-s3";
import type { ObjectInBucket } from "../address/location.ts";
import { forEachConcurrently } from "../async/concurrency.ts";
import type { ChecksumKind } from "../client/checksumSupport.ts";
import { named } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { isNotImplemented, isUnsupported } from "../client/unsupported.ts";
import { cancellation, type ErrorCode, isS3Error, type S3Error } from "../errors/errors.ts";

export interface DeleteResult {
  deleted: number;
  failed: DeleteFailure[];
}

export interface DeleteFailure {
  key: string;
  versionId?: string;
  /** The server's. */
  code: string;
  message: string;
}

/** Keys per request: Amazon S3 API Reference, "DeleteObjects". */
const BATCH = 1000;
/** Requests at the same time on a server without DeleteObjects. */
const CONCURRENCY = 8;
/** Deleting stops after this many failures. */
const MAX_FAILURES = 1000;

export interface DeleteOptions {
  signal?: AbortSignal;
  onStep?: (result: DeleteResult) => void;
}

/**
 * Deletes objects permanently. In a versioned bucket, a key without a version is only hidden. Failures are listed by
 * key, and the rest continues.
 * @throws S3Error cancelled, or the error of a request that fails as a whole
 */
export async function deleteObjects(
  send: Send,
  bucket: string,
  pages: AsyncIterable<ObjectInBucket[]> | Iterable<ObjectInBucket[]>,
  options: DeleteOptions = {},
): Promise<DeleteResult> {
  const deletion = new Deletion(send, bucket, options);
  for await (const page of pages) {
    await deletion.run(page);
    if (deletion.result.failed.length >= MAX_FAILURES) break;
  }
  return deletion.result;
}

class Deletion {
  readonly result: DeleteResult = { deleted: 0, failed: [] };
  readonly #send: Send;
  readonly #bucket: string;
  readonly #options: DeleteOptions;

  constructor(send: Send, bucket: string, options: DeleteOptions) {
    this.#send = send;
    this.#bucket = bucket;
    this.#options = options;
  }

  async run(objects: ObjectInBucket[]): Promise<void> {
    const listed = objects.filter(({ key }) => fitsXml(key));
    for (let at = 0; at < listed.length; at += BATCH) {
      const batch = listed.slice(at, at + BATCH);
      if (this.#options.signal?.aborted) throw cancellation();
      await this.#send.operations.attempt(
        "DeleteObjects",
        this.#bucket,
        () => this.#deleteBatch(batch),
        () => this.#deleteEach(batch),
        isUnsupported,
      );
      this.#options.onStep?.(this.result);
    }
    await this.#deleteEach(objects.filter(({ key }) => !fitsXml(key)));
  }

  async #deleteBatch(objects: ObjectInBucket[]): Promise<void> {
    const { signal } = this.#options;
    const { Errors = [] } = await this.#send.checksums.attempt(
      "DeleteObjects",
      (kind) => this.#send(batchCommand(this.#bucket, objects, kind), signal),
      "crc32",
      (error) => isUnsupported(error) && !isNotImplemented(error),
    );
    for (const { Key = "", VersionId, Code = "", Message = "" } of Errors) {
      this.result.failed.push({ key: Key, ...(VersionId && { versionId: VersionId }), code: Code, message: Message });
    }
    this.result.deleted += objects.length - Errors.length;
  }

  async #deleteEach(objects: ObjectInBucket[]): Promise<void> {
    await forEachConcurrently(objects, CONCURRENCY, async (object) => {
      const failure = await this.#deleteOne(object);
      if (failure) this.result.failed.push(failure);
      else this.result.deleted++;
      this.#options.onStep?.(this.result);
    });
  }

  async #deleteOne({ key, versionId }: ObjectInBucket): Promise<DeleteFailure | undefined> {
    const object = { key, ...(versionId && { versionId }) };
    try {
      await this.#send(new DeleteObjectCommand(named({ bucket: this.#bucket, ...object })), this.#options.signal);
    } catch (error) {
      // Unlike S3, some servers report that the object is already gone.
      if (isS3Error(error) && error.code === "noSuchKey") return undefined;
      if (!isS3Error(error) || !OF_OBJECT.has(error.code)) throw error;
      return { ...object, ...serverReason(error) };
    }
    return undefined;
  }
}

/** A request with both checksums of the body is refused by some servers; one without, by others. */
function batchCommand(Bucket: string, objects: ObjectInBucket[], kind: ChecksumKind): DeleteObjectsCommand {
  const Objects = objects.map(({ key, versionId }) => ({ Key: key, ...(versionId && { VersionId: versionId }) }));
  const command = new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } });
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers, body } = args.request as { headers: Record<string, string>; body: string | Uint8Array };
      // Servers that predate the SDK's CRC32 checksums require it, and all others check it as well.
      if (kind !== "none") headers["content-md5"] = createHash("md5").update(body).digest("base64");
      if (kind !== "crc32") for (const name of SDK_CHECKSUMS) delete headers[name];
      return next(args);
    },
    { name: "s3PresignContentMd5", step: "build", priority: "low" },
  );
  return command;
}

const SDK_CHECKSUMS = ["x-amz-checksum-crc32", "x-amz-sdk-checksum-algorithm"];

/** Errors that may be about a single object. After any other, no request would succeed. */
const OF_OBJECT: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["accessDenied", "refused", "serverFault", "throttled"]);

/** The server's own code and message, as in the response to DeleteObjects. */
function serverReason({ code, cause }: S3Error): Pick<DeleteFailure, "code" | "message"> {
  const { name = code, message = "" } = (cause ?? {}) as Partial<Error>;
  return { code: name, message };
}

/** XML 1.0 cannot contain every legal key, and parsers change some keys that it can contain (section 2.11). */
function fitsXml(key: string): boolean {
  return !/[\p{Cc}\p{Cs}\ufffe\uffff\u2028]/u.test(key);
}
