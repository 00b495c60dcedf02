import { createHash } from "node:crypto";
import { S3Failure } from "./failure.ts";
import { compareKeys, lowerBound } from "./keyOrder.ts";

export interface StoredObject {
  key: string;
  body: Buffer;
  etag: string;
  modified: Date;
  /** As the client sent them: content-type, cache-control, x-amz-meta-* and the like. */
  headers: Record<string, string>;
}

/** Keys that are computed, not stored: `keyAt` must rise in UTF-8 order. */
export interface GeneratedKeys {
  count: number;
  keyAt: (index: number) => string;
  bodyAt: (index: number) => string;
}

const GENERATED_DATE = new Date("2026-11-01T00:00:00Z");

/** The objects of one bucket in key order, either stored or generated. */
export class Bucket {
  readonly name: string;
  readonly region: string;
  readonly owner: string;
  readonly publicRead: boolean;
  readonly created: Date;
  readonly #objects = new Map<string, StoredObject>();
  #sorted: string[] | undefined;
  #generated: GeneratedKeys | undefined;

  constructor(name: string, { region = "us-east-1", owner, publicRead = false, created = new Date() }: BucketOptions) {
    this.name = name;
    this.region = region;
    this.owner = owner;
    this.publicRead = publicRead;
    this.created = created;
  }

  generate(keys: GeneratedKeys): void {
    this.#generated = keys;
  }

  put(key: string, body: Buffer | string, headers: Record<string, string> = {}, modified = new Date()): StoredObject {
    const bytes = Buffer.from(body);
    const etag = `"${createHash("md5").update(bytes).digest("hex")}"`;
    const object = { key, body: bytes, etag, modified, headers };
    if (!this.#objects.has(key)) this.#sorted = undefined;
    this.#objects.set(key, object);
    return object;
  }

  delete(key: string): void {
    if (this.#objects.delete(key)) this.#sorted = undefined;
  }

  get(key: string): StoredObject | undefined {
    const stored = this.#objects.get(key);
    if (stored || !this.#generated) return stored;
    const index = lowerBound(this.#generated.count, this.#generated.keyAt, key, true);
    const object = index < this.#generated.count ? this.#generatedObject(index) : undefined;
    return object?.key === key ? object : undefined;
  }

  get size(): number {
    return this.#generated?.count ?? this.#objects.size;
  }

  /** Objects from the first key that is not before `from` (or after it), one by one: a page costs what a page holds. */
  *from(from: string, inclusive: boolean): Generator<StoredObject> {
    const keyAt = this.#generated?.keyAt ?? ((index: number) => this.#keys()[index] as string);
    const length = this.size;
    for (let index = lowerBound(length, keyAt, from, inclusive); index < length; index++) {
      yield this.#generated ? this.#generatedObject(index) : (this.#objects.get(keyAt(index)) as StoredObject);
    }
  }

  #keys(): string[] {
    this.#sorted ??= [...this.#objects.keys()].sort(compareKeys);
    return this.#sorted;
  }

  #generatedObject(index: number): StoredObject {
    const { keyAt, bodyAt } = this.#generated as GeneratedKeys;
    const body = Buffer.from(bodyAt(index));
    return {
      key: keyAt(index),
      body,
      etag: `"${createHash("md5").update(body).digest("hex")}"`,
      modified: GENERATED_DATE,
      headers: {},
    };
  }
}

export interface BucketOptions {
  region?: string;
  /** Account id. */
  owner: string;
  publicRead?: boolean;
  created?: Date;
}

export class BucketStore {
  readonly #buckets = new Map<string, Bucket>();

  create(name: string, options: BucketOptions): Bucket {
    const bucket = new Bucket(name, options);
    this.#buckets.set(name, bucket);
    return bucket;
  }

  find(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  get(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (!bucket) throw new S3Failure(404, "NoSuchBucket", "The specified bucket does not exist", { BucketName: name });
    return bucket;
  }

  remove(name: string): void {
    this.#buckets.delete(name);
  }

  ownedBy(account: string): Bucket[] {
    return [...this.#buckets.values()]
      .filter(({ owner }) => owner === account)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
