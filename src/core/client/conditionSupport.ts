import { isS3Error } from "../errors/errors.ts";
import { isUnsupported } from "./unsupported.ts";

/** An operation that can have a condition. */
export type ConditionalOperation = "PutObject" | "CompleteMultipartUpload" | "CopyObject" | "DeleteObject";

/** State of a bucket. Empty: versioning was never on. */
export type Versioning = "Enabled" | "Suspended" | "";

/** What a server does with one condition of one operation. Undefined: not known yet. */
export interface Support {
  /** Whether it carries out a write whose condition is met. */
  accepts?: boolean;
  /** Whether it refuses a write whose condition is not met. */
  refuses?: boolean;
  /** Whether a write is under way that shows it. */
  isTesting?: boolean;
}

/** What one endpoint is known to do with conditions, by the state of a bucket, operation, and condition. */
export class ConditionSupport {
  /** Amazon S3 supports every condition in every bucket, so nothing has to be learned. */
  readonly isTrusted: boolean;
  /** Ceph RGW 16 compares If-Match with an ETag that has no quotation marks. */
  wantsBareEtags = false;
  /** Buckets in which a connection may not delete, each by connection and bucket. */
  readonly undeletable = new Set<string>();
  readonly #known = new Map<string, Support>();
  /** By connection and bucket. */
  readonly #versioning = new Map<string, Promise<Versioning>>();
  /** The last write to each key that is not finished yet. */
  readonly #writes = new Map<string, Promise<unknown>>();
  readonly #onUnsupported: () => void;
  #isReported = false;

  /** @param onUnsupported called once, when a write is not protected by a condition */
  constructor(isTrusted: boolean, onUnsupported: () => void) {
    this.isTrusted = isTrusted;
    this.#onUnsupported = onUnsupported;
  }

  /** @param buckets names buckets that the server treats alike */
  of(buckets: string, operation: ConditionalOperation, header: "If-Match" | "If-None-Match"): Support {
    const id = `${buckets} ${operation} ${header}`;
    const support = this.#known.get(id) ?? {};
    this.#known.set(id, support);
    return support;
  }

  isProven({ accepts, refuses }: Support): boolean {
    return this.isTrusted ? accepts !== false : accepts === true && refuses === true;
  }

  /** Reports, once, that a write is not protected by a condition. */
  warn(): void {
    if (!this.#isReported) this.#onUnsupported();
    this.#isReported = true;
  }

  /**
   * The state of a bucket, requested once.
   * @returns undefined if it is unknown, for example because a permission is missing
   */
  async versioning(bucket: string, read: () => Promise<Versioning>): Promise<Versioning | undefined> {
    const reading = this.#versioning.get(bucket) ?? read();
    this.#versioning.set(bucket, reading);
    return reading.catch((error: unknown) => {
      const isDenied = isS3Error(error) && (error.code === "accessDenied" || error.code === "refused");
      if (!isDenied && !isUnsupported(error)) this.#versioning.delete(bucket);
      return undefined;
    });
  }

  /** Versioning was changed after it was requested. */
  forgetVersioning(bucket: string): void {
    this.#versioning.delete(bucket);
  }

  /** Runs writes to one key one after the other, so that at least this process does not change it between check and write. */
  async serialize<T>(target: string, write: () => Promise<T>): Promise<T> {
    const last = this.#writes.get(target) ?? Promise.resolve();
    const writing = last.then(write, write);
    this.#writes.set(target, writing);
    try {
      return await writing;
    } finally {
      if (this.#writes.get(target) === writing) this.#writes.delete(target);
    }
  }
}
