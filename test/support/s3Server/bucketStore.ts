import { randomBytes } from "node:crypto";
import type { Grant } from "./acl.ts";
import { S3Failure } from "./failure.ts";
import { compareKeys, lowerBound } from "./keyOrder.ts";
import { newObject, type ObjectMetadata, quoted, type StoredObject } from "./storedObject.ts";
import type { Upload } from "./uploads.ts";

/** Computed keys, which are not stored: `keyAt` must ascend in UTF-8 order. */
export interface GeneratedKeys {
  count: number;
  keyAt: (index: number) => string;
  bodyAt: (index: number) => string;
}

const GENERATED_DATE = new Date("2026-11-01T00:00:00Z");

/** The objects of one bucket in key order, either stored or generated, with their versions. */
export class Bucket {
  readonly name: string;
  readonly region: string;
  readonly owner: string;
  publicRead: boolean;
  readonly created: Date;
  /** Stores only sizes and digests, for uploads larger than memory; small objects such as pages are complete. */
  discardBodies: boolean;
  objectLock: boolean;
  grants: Grant[] | undefined;
  /** XML or JSON as uploaded, by subresource, or by subresource and ID separated by a space. */
  readonly configurations: Map<string, string>;
  /** By upload ID. */
  readonly uploads = new Map<string, Upload>();
  #versioning: "Enabled" | "Suspended" | undefined;
  /** Newest first. */
  readonly #versions = new Map<string, StoredObject[]>();
  readonly #hasOddEtags: () => boolean;
  #sorted: string[] | undefined;
  #generated: GeneratedKeys | undefined;
  #lastBody: { text: string; body: Buffer; etag: string } | undefined;

  /** @param hasOddEtags whether a new object gets an ETag that is no MD5 */
  constructor(name: string, options: BucketOptions, hasOddEtags: () => boolean) {
    this.name = name;
    this.#hasOddEtags = hasOddEtags;
    this.region = options.region ?? "us-east-1";
    this.owner = options.owner;
    this.publicRead = options.publicRead ?? false;
    this.created = options.created ?? new Date();
    this.discardBodies = options.discardBodies ?? false;
    this.objectLock = options.objectLock ?? false;
    this.configurations = new Map(Object.entries(options.configurations ?? {}));
    this.versioning = options.objectLock ? "Enabled" : undefined;
  }

  get versioning(): "Enabled" | "Suspended" | undefined {
    return this.#versioning;
  }

  /** GetBucketVersioning returns it too. */
  set versioning(status: "Enabled" | "Suspended" | undefined) {
    this.#versioning = status;
    if (status) this.configurations.set("versioning", versioningDocument(status));
    else this.configurations.delete("versioning");
  }

  generate(keys: GeneratedKeys): void {
    this.#generated = keys;
  }

  put(
    key: string,
    body: Buffer | string,
    headers: Record<string, string> = {},
    modified = new Date(),
    metadata: ObjectMetadata = {},
  ): StoredObject {
    const etag = this.#hasOddEtags() ? { etag: quoted(randomBytes(16).toString("hex")) } : {};
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    return this.#add(newObject(key, bytes, headers, modified, { ...metadata, ...etag }));
  }

  /**
   * Deletes a version permanently, or hides the key according to the bucket's versioning.
   * @returns the deleted version, or the new delete marker
   */
  delete(key: string, versionId?: string, now = new Date()): StoredObject | undefined {
    if (versionId === undefined && this.versioning) {
      const marker = { ...newObject(key, Buffer.alloc(0), {}, now), etag: "", deleteMarker: true } as const;
      return this.#add(marker);
    }
    return this.#remove(key, versionId ?? "null");
  }

  /** Only without versioning. */
  rename(from: string, to: string): void {
    const object = this.#remove(from, "null");
    if (object) this.#add({ ...object, key: to });
  }

  /** The current object of a key. */
  get(key: string): StoredObject | undefined {
    const newest = this.newest(key);
    if (newest) return newest.deleteMarker ? undefined : newest;
    if (!this.#generated) return undefined;
    const index = lowerBound(this.#generated.count, this.#generated.keyAt, key, true);
    const object = index < this.#generated.count ? this.#generatedObject(index) : undefined;
    return object?.key === key ? object : undefined;
  }

  /** The current version, which may be a delete marker. */
  newest(key: string): StoredObject | undefined {
    return this.#versions.get(key)?.[0];
  }

  version(key: string, versionId: string): StoredObject | undefined {
    return this.#versions.get(key)?.find((version) => version.versionId === versionId);
  }

  /** All keys, including those with only delete markers. */
  get size(): number {
    return this.#generated?.count ?? this.#versions.size;
  }

  /** Objects in order from `from`, or after it, as a generator: a page costs only what it contains. */
  *from(from: string, inclusive: boolean): Generator<StoredObject> {
    const keyAt = this.#generated?.keyAt ?? ((index: number) => this.#keys()[index] as string);
    const length = this.size;
    for (let index = lowerBound(length, keyAt, from, inclusive); index < length; index++) {
      const object = this.#generated ? this.#generatedObject(index) : this.get(keyAt(index));
      if (object) yield object;
    }
  }

  /** All versions from a key on, newest first for each key. */
  *versionsFrom(from: string): Generator<{ version: StoredObject; isLatest: boolean }> {
    const keys = this.#keys();
    for (let index = lowerBound(keys.length, (at) => keys[at] as string, from, true); index < keys.length; index++) {
      const versions = this.#versions.get(keys[index] as string) ?? [];
      for (const version of versions) yield { version, isLatest: version === versions[0] };
    }
  }

  #add(object: StoredObject): StoredObject {
    // S3's IDs are opaque and unordered, and exist only while versioning is enabled.
    if (this.versioning === "Enabled") object.versionId = randomBytes(24).toString("base64url");
    else this.#remove(object.key, "null");
    const versions = this.#versions.get(object.key);
    if (versions) versions.unshift(object);
    else {
      this.#sorted?.splice(this.#placeOf(object.key), 0, object.key);
      this.#versions.set(object.key, [object]);
    }
    return object;
  }

  #remove(key: string, versionId: string): StoredObject | undefined {
    const versions = this.#versions.get(key) ?? [];
    const at = versions.findIndex((version) => version.versionId === versionId);
    if (at < 0) return undefined;
    const [removed] = versions.splice(at, 1);
    if (versions.length === 0) {
      this.#versions.delete(key);
      this.#sorted?.splice(this.#placeOf(key), 1);
    }
    return removed;
  }

  /** The index of a key among the sorted keys, or where it would be inserted. */
  #placeOf(key: string): number {
    const keys = this.#sorted ?? [];
    return lowerBound(keys.length, (index) => keys[index] as string, key, true);
  }

  #keys(): string[] {
    this.#sorted ??= [...this.#versions.keys()].sort(compareKeys);
    return this.#sorted;
  }

  #generatedObject(index: number): StoredObject {
    const { keyAt, bodyAt } = this.#generated as GeneratedKeys;
    const text = bodyAt(index);
    // Bodies that are the same buffer have the same digest.
    if (text !== this.#lastBody?.text) {
      const { body, etag } = newObject("", Buffer.from(text), {}, GENERATED_DATE);
      this.#lastBody = { text, body, etag };
    }
    const { body, etag } = this.#lastBody;
    return newObject(keyAt(index), body, {}, GENERATED_DATE, { etag });
  }
}

export interface BucketOptions {
  region?: string;
  /** Account ID. */
  owner: string;
  publicRead?: boolean;
  created?: Date;
  discardBodies?: boolean;
  /** Also enables versioning, as S3 does. */
  objectLock?: boolean;
  configurations?: Record<string, string>;
}

export class BucketStore {
  readonly #buckets = new Map<string, Bucket>();
  readonly #hasOddEtags: () => boolean;

  /** @param hasOddEtags see Bucket */
  constructor(hasOddEtags: () => boolean = () => false) {
    this.#hasOddEtags = hasOddEtags;
  }

  create(name: string, options: BucketOptions): Bucket {
    const bucket = new Bucket(name, options, this.#hasOddEtags);
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

  all(): Bucket[] {
    return [...this.#buckets.values()];
  }

  ownedBy(account: string): Bucket[] {
    return this.all()
      .filter(({ owner }) => owner === account)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

const versioningDocument = (status: string) =>
  `<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>${status}</Status></VersioningConfiguration>`;
