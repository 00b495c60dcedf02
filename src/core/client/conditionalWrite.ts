import type { KeyPlace } from "../address/location.ts";
import { raceAbort } from "../async/raceAbort.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";
import type { ConditionalOperation, Support, Versioning } from "./conditionSupport.ts";
import { findObjectMetadata, stateOf, statusOf } from "./objectMetadata.ts";
import { type Send, wasRepeated } from "./send.ts";
import { isUnsupported } from "./unsupported.ts";
import { readVersioning } from "./versioning.ts";

/** What a key must hold at the moment of a write: no object, or the object with this ETag, or this state: see stateOf. */
export type Expected = "absent" | { etag: string };

/** Parameters of a write. Empty if the server does not support them. */
export type Condition = { IfNoneMatch: "*" } | { IfMatch: string } | Record<never, never>;

/** The parts of a response that are read here. */
export interface Written {
  ETag?: string | undefined;
  VersionId?: string | undefined;
}

export interface ConditionalWrite<T> {
  operation: ConditionalOperation;
  target: KeyPlace;
  expected: Expected;
  /** Sends the write, possibly more than once. */
  write: (condition: Condition, signal: AbortSignal | undefined) => Promise<T>;
  /**
   * Replaces the comparison of the target with `expected`, and runs before every write. Must throw changedMeanwhile if
   * they differ.
   */
  check?: () => Promise<void>;
  /** Whether the write is too large to be sent only to show whether the server respects the condition. */
  isLarge?: boolean;
  /** What an earlier attempt has written, if it succeeded with only its response lost. */
  findWritten?: (error: unknown) => Promise<T | undefined>;
  /** Makes sure that a write without a response is not carried out later. Throws if that is not certain. */
  revoke?: () => Promise<void>;
  signal?: AbortSignal | undefined;
  /** Whether the target is protected by a claim, so that a condition is not needed. */
  isClaimed?: boolean;
}

/** An MD5 that no known content has, so no object has this ETag. */
const UNUSED_ETAG = '"00000000000000000000000000000000"';

/**
 * Writes only if the target still holds what the caller has seen. Until the server has been seen to respect such a
 * condition, the target is also checked just before. If the server does not support it, only this check protects the
 * target.
 * @throws S3Error changedMeanwhile
 */
export async function conditionalWrite<T extends Written>(send: Send, job: ConditionalWrite<T>): Promise<T> {
  const { target, operation, expected, signal } = job;
  const { versioning, supportOf } = await raceAbort(signal, bucketConditions(send, target.bucket));
  const support = supportOf(operation, expected === "absent" ? "If-None-Match" : "If-Match");
  const attempt = new Attempt(send, job, support, versioning);
  const written = await (send.conditions.isProven(support) && !job.check
    ? attempt.write()
    : send.conditions.serialize(`${target.bucket}/${target.key}`, () => attempt.checkAndWrite()));
  if (versioning === "" && (written.VersionId ?? "null") !== "null")
    send.conditions.forgetVersioning(idOf(send, target.bucket));
  return written;
}

/** The state of a bucket, and what the server does with conditions in such buckets. */
export async function bucketConditions(send: Send, bucket: string) {
  const versioning = await bucketVersioning(send, bucket);
  const buckets = versioning ?? `unknown in ${idOf(send, bucket)}`;
  const supportOf = (operation: ConditionalOperation, header: "If-Match" | "If-None-Match"): Support =>
    send.conditions.of(buckets, operation, header);
  return { versioning, supportOf };
}

async function bucketVersioning(send: Send, bucket: string): Promise<Versioning | undefined> {
  if (send.conditions.isTrusted) return undefined;
  return send.conditions.versioning(idOf(send, bucket), () => readVersioning(send, bucket));
}

/** Two connections may have different permissions, and on Ceph different buckets of one name. */
export const idOf = ({ connection }: Send, bucket: string): string => `${connection} ${bucket}`;

class Attempt<T extends Written> {
  readonly #send: Send;
  readonly #job: ConditionalWrite<T>;
  readonly #support: Support;
  readonly #versioning: Versioning | undefined;

  constructor(send: Send, job: ConditionalWrite<T>, support: Support, versioning: Versioning | undefined) {
    this.#send = send;
    this.#job = job;
    this.#support = support;
    this.#versioning = versioning;
  }

  async checkAndWrite(): Promise<T> {
    const { accepts, refuses } = this.#support;
    const isSupported = accepts !== false && refuses !== false && this.#hasCondition();
    try {
      await this.#check();
    } catch (error) {
      // With a permission only to write, the condition has to suffice.
      const mayWrite = isSupported && !this.#job.check && isS3Error(error) && error.code === "accessDenied";
      if (!mayWrite) throw error;
      return this.write();
    }
    if (!isSupported) {
      this.#warn();
      return this.#run({});
    }
    if (this.#send.conditions.isProven(this.#support)) return this.write();
    const written = (await this.#writeUnmet()) ?? (await this.write());
    await this.#repeat(written);
    return written;
  }

  /** Writes with the condition. If the server refuses it although it is met, writes without it. */
  async write(): Promise<T> {
    try {
      const written = await this.#run(this.#condition());
      this.#support.accepts ??= true;
      return written;
    } catch (error) {
      if (isUnsupported(error)) return this.#writeWithout(error);
      if (!isRefusal(error)) throw error;
      return this.#writeAgain(error);
    }
  }

  async #writeAgain(refusal: unknown): Promise<T> {
    const { conditions } = this.#send;
    let last = refusal;
    for (const again of this.#otherConditions(refusal)) {
      await this.#check(last);
      try {
        const written = await this.#run(again);
        this.#support.accepts ??= true;
        if ("IfMatch" in again && !again.IfMatch.includes('"')) conditions.wantsBareEtags = true;
        return written;
      } catch (error) {
        if (!isRefusal(error)) throw error;
        last = error;
      }
    }
    if (!conditions.isTrusted && statusOf(last) !== 409) return this.#writeWithout(last);
    await this.#check(last);
    throw changed(this.#job.target, last);
  }

  /** After 409, which means that two writes collided, the same condition; otherwise another form of it. */
  #otherConditions(refusal: unknown): Condition[] {
    const { operation, expected } = this.#job;
    if (statusOf(refusal) === 409) return operation === "CompleteMultipartUpload" ? [] : [this.#condition()];
    const { isTrusted, wantsBareEtags } = this.#send.conditions;
    return isTrusted || wantsBareEtags || expected === "absent" ? [] : [{ IfMatch: bare(expected.etag) }];
  }

  async #writeWithout(refusal: unknown): Promise<T> {
    await this.#check(refusal);
    const written = await this.#run({});
    // Otherwise only this write was refused, such as one over a delete marker on Ceph RGW 16.
    if (this.#support.accepts !== true) this.#reject("accepts");
    return written;
  }

  /**
   * Shows whether the server ignores If-Match: the write itself is sent with a condition that is not met. If it is
   * carried out nevertheless, it is the write that was wanted, and nothing else is left on the server.
   */
  async #writeUnmet(): Promise<T | undefined> {
    const { expected, operation, write, isLarge, signal } = this.#job;
    // A server may discard the parts of an upload that it refuses to complete.
    const isTestable = expected !== "absent" && operation !== "CompleteMultipartUpload" && !isLarge;
    if (!isTestable || !this.#startTest()) return undefined;
    try {
      const written = await write({ IfMatch: UNUSED_ETAG }, signal);
      this.#reject("refuses");
      return written;
    } catch (error) {
      if (isUnsupported(error)) return this.#writeWithout(error);
      if (!isRefusal(error)) throw error;
      if (statusOf(error) === 412) this.#support.refuses = true;
      return undefined;
    } finally {
      this.#support.isTesting = false;
    }
  }

  /**
   * Shows whether the server ignores If-None-Match: the same content is sent to the new object again. In a bucket with
   * versions, this could leave a second version.
   */
  async #repeat({ ETag }: T): Promise<void> {
    const { target, expected, operation, write, signal, isLarge } = this.#job;
    const isTestable = expected === "absent" && operation === "PutObject" && this.#support.accepts && !isLarge;
    const isPlain = this.#versioning === "" || this.#versioning === "Suspended";
    if (!isTestable || !isPlain || !this.#startTest()) return;
    try {
      const found = await findObjectMetadata(this.#send, target, signal);
      if (!found || found.ETag !== ETag) return;
      await write(this.#condition(), signal);
      this.#reject("refuses");
    } catch (error) {
      if (statusOf(error) === 412) this.#support.refuses = true;
    } finally {
      this.#support.isTesting = false;
    }
  }

  /** @returns false if the server is known to refuse or ignore the condition, or is being tested */
  #startTest(): boolean {
    if (this.#support.refuses !== undefined || this.#support.isTesting) return false;
    this.#support.isTesting = true;
    return true;
  }

  async #run(condition: Condition): Promise<T> {
    const { write, findWritten, signal } = this.#job;
    try {
      return await write(condition, signal);
    } catch (error) {
      // If this request fails too, the original failure counts.
      const written = wasRepeated(error) ? await findWritten?.(error).catch(() => undefined) : undefined;
      if (!written) throw error;
      return written;
    }
  }

  /** @param refusal the response after which the target is compared */
  async #check(refusal?: unknown): Promise<void> {
    const { target, expected, check, signal } = this.#job;
    try {
      await (check ? check() : checkExpected(this.#send, target, expected, signal));
    } catch (error) {
      const isJustified = statusOf(refusal) === 412 && isS3Error(error) && error.code === "changedMeanwhile";
      if (isJustified) this.#support.refuses ??= true;
      throw error;
    }
  }

  /** Remembers that a condition is not supported. */
  #reject(what: "accepts" | "refuses"): void {
    this.#support[what] = false;
    this.#warn();
  }

  #warn(): void {
    if (!this.#job.isClaimed) this.#send.conditions.warn();
  }

  #hasCondition(): boolean {
    const { expected } = this.#job;
    return expected === "absent" || (expected.etag !== "" && !expected.etag.includes(" "));
  }

  #condition(): Condition {
    const { expected } = this.#job;
    if (expected === "absent") return { IfNoneMatch: "*" };
    return { IfMatch: this.#send.conditions.wantsBareEtags ? bare(expected.etag) : expected.etag };
  }
}

const bare = (etag: string): string => etag.replaceAll('"', "");

/** @throws S3Error changedMeanwhile */
async function checkExpected(send: Send, target: KeyPlace, expected: Expected, signal?: AbortSignal): Promise<void> {
  const found = await findObjectMetadata(send, target, signal);
  const isExpected = expected === "absent" ? !found : found && stateOf(found) === expected.etag;
  if (!isExpected) throw changed(target);
}

/** 412; 409 if two writes collided; or noSuchKey if the object to replace was deleted. */
function isRefusal(error: unknown): boolean {
  return (isS3Error(error) && error.code === "noSuchKey") || statusOf(error) === 412 || statusOf(error) === 409;
}

function changed({ bucket, key }: KeyPlace, cause?: unknown): S3Error {
  return new S3Error("changedMeanwhile", { bucket, key }, { cause });
}
