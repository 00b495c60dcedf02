import type { FolderPlace, ObjectInBucket, ObjectPlace, S3Location } from "./address/location.ts";
import type { BucketAccess } from "./client/bucketAccess.ts";
import { findObjectMetadata, type ObjectMetadata, stateOf } from "./client/objectMetadata.ts";
import type { ObjectEntry, ObjectPage } from "./client/pages.ts";
import type { Send } from "./client/send.ts";
import { readVersioning } from "./client/versioning.ts";
import type { Connection } from "./identity/connections.ts";
import { abortUpload } from "./objects/abortParts.ts";
import { putCannedAcl } from "./objects/acl.ts";
import { createBucket, createFolder, deleteBucket } from "./objects/buckets.ts";
import type { CannedAcl } from "./objects/cannedValues.ts";
import { type Copied, type CopyBytes, type CopyOptions, copyObject } from "./objects/copyObject.ts";
import { type DeleteResult, deleteObjects } from "./objects/deleteObjects.ts";
import type { HeaderChanges } from "./objects/preserve.ts";
import { editHeaders, type ObjectProperties, readProperties } from "./objects/properties.ts";
import {
  folderRelocations,
  type Relocation,
  type RelocationOptions,
  type RelocationResult,
  relocate,
} from "./objects/relocate.ts";
import { restoreObject } from "./objects/restore.ts";
import { restoreVersion } from "./objects/restoreVersion.ts";
import { putTags, type Tags } from "./objects/tags.ts";
import { everythingIn, type StoredEntry } from "./objects/versions.ts";
import type { PostRequest } from "./post/policy/postRequest.ts";
import type { CorsRule } from "./post/upload/cors.ts";
import type { S3 } from "./s3.ts";
import type { BulkSigner, LinkSettings } from "./sign/bulkSigner.ts";
import type { PresignRequest } from "./sign/checkRequest.ts";
import type { SignedPost, SignedRequest } from "./sign/signedRequest.ts";
import { copyBytesThrough } from "./transfer/copyBytes.ts";

export interface ListingOptions {
  /** The first page, if it is known. */
  first?: ObjectPage;
  signal?: AbortSignal;
  /** Whether an object is left out of the listing. */
  leaveOut?: (key: string) => boolean;
}

async function* without(
  pages: AsyncIterable<ObjectEntry[]>,
  leaveOut: (key: string) => boolean,
): AsyncGenerator<ObjectEntry[]> {
  for await (const page of pages) yield page.filter(({ key }) => !leaveOut(key));
}

/** One bucket through one connection. Making it sends no request. Every method rejects with an S3Error. */
export class Bucket {
  readonly name: string;
  readonly connection: Connection;
  readonly #s3: S3;
  readonly #send: Send;
  readonly #copyBytes: CopyBytes;

  constructor(s3: S3, connection: Connection, name: string) {
    this.#s3 = s3;
    this.connection = connection;
    this.name = name;
    this.#send = s3.sender(connection);
    this.#copyBytes = copyBytesThrough((bucket) => s3.access(connection, bucket));
  }

  /** @throws S3Error see S3.connection */
  static async open(s3: S3, { connection, bucket }: Pick<S3Location, "connection" | "bucket">): Promise<Bucket> {
    return new Bucket(s3, await s3.connection(connection), bucket);
  }

  /** Requests the region at once, so that a missing bucket is noticed before a transfer starts. */
  access(signal?: AbortSignal): Promise<BucketAccess> {
    return this.#s3.access(this.connection, this.name, signal);
  }

  /** See S3.bucketRegion. */
  region(): Promise<string> {
    return this.#s3.bucketRegion(this.connection, this.name);
  }

  /** The first page of everything under a prefix. */
  firstPage(prefix: string, abortSignal: AbortSignal): Promise<ObjectPage> {
    const at = { bucket: this.name, prefix, recursive: true };
    return this.#s3.objects(this.connection, at, undefined, { abortSignal });
  }

  /** See S3.allObjects. */
  objects(prefix: string, { leaveOut, ...options }: ListingOptions = {}): AsyncGenerator<ObjectEntry[]> {
    const pages = this.#s3.allObjects(this.connection, { bucket: this.name, prefix }, options);
    return leaveOut ? without(pages, leaveOut) : pages;
  }

  bulkSigner(settings: Omit<LinkSettings, "bucket">, signal?: AbortSignal): Promise<BulkSigner> {
    return this.#s3.bulkSigner(this.connection, { ...settings, bucket: this.name }, signal);
  }

  presign(request: PresignRequest, signal?: AbortSignal): Promise<SignedRequest> {
    return this.#s3.presign(this.connection, request, undefined, signal);
  }

  presignPost(request: Omit<PostRequest, "bucket">, signal?: AbortSignal): Promise<SignedPost> {
    return this.#s3.presignPost(this.connection, { ...request, bucket: this.name }, undefined, signal);
  }

  /** Remembers that the server has no upload forms. */
  rejectForms(): void {
    this.#s3.forms.reject(this.connection);
  }

  /** Whether the bucket locks new objects by default. False if that is unknown. */
  locksByDefault(): Promise<boolean> {
    return this.#s3.locksByDefault(this.connection, this.name);
  }

  corsRules(): Promise<CorsRule[]> {
    return this.#s3.corsRules(this.connection, this.name);
  }

  create(region: string, signal?: AbortSignal): Promise<void> {
    return createBucket(this.#s3.sender(this.connection, region), this.connection, this.name, region, signal);
  }

  delete(signal?: AbortSignal): Promise<void> {
    return deleteBucket(this.#send, this.name, signal);
  }

  versioning(signal?: AbortSignal): ReturnType<typeof readVersioning> {
    return readVersioning(this.#send, this.name, signal);
  }

  /** All versions and delete markers. On a server that does not list versions, all objects. */
  allVersions(signal?: AbortSignal): AsyncGenerator<StoredEntry[]> {
    const objects = () => this.objects("", { ...(signal && { signal }) });
    return everythingIn(this.#send, this.name, objects, signal);
  }

  /** @returns undefined if there is no such object */
  findMetadata(object: ObjectInBucket, signal?: AbortSignal): Promise<ObjectMetadata | undefined> {
    return findObjectMetadata(this.#send, this.#place(object), signal);
  }

  readProperties(object: ObjectInBucket, signal?: AbortSignal): Promise<ObjectProperties> {
    return readProperties(this.#send, this.#place(object), signal);
  }

  putTags(object: ObjectInBucket, tags: Tags, signal?: AbortSignal): Promise<void> {
    return putTags(this.#send, this.#place(object), tags, signal);
  }

  putCannedAcl(object: ObjectInBucket, acl: CannedAcl, signal?: AbortSignal): Promise<void> {
    return putCannedAcl(this.#send, this.#place(object), acl, signal);
  }

  editHeaders(
    object: ObjectInBucket,
    seen: ObjectMetadata,
    changes: HeaderChanges,
    options?: Parameters<typeof editHeaders>[4],
  ): Promise<void> {
    const place = this.#place(object);
    return editHeaders(this.#send, place, stateOf(seen), changes, { ...options, copyBytes: this.#copyBytes });
  }

  createFolder(prefix: string, signal?: AbortSignal): Promise<void> {
    return createFolder(this.#send, this.name, prefix, signal);
  }

  deleteObjects(
    pages: AsyncIterable<ObjectInBucket[]> | Iterable<ObjectInBucket[]>,
    options?: Parameters<typeof deleteObjects>[3],
  ): Promise<DeleteResult> {
    return deleteObjects(this.#send, this.name, pages, options);
  }

  restore(
    object: ObjectInBucket,
    settings: Parameters<typeof restoreObject>[2],
    signal?: AbortSignal,
  ): ReturnType<typeof restoreObject> {
    return restoreObject(this.#send, this.#place(object), settings, signal);
  }

  restoreVersion(
    { key, versionId }: Required<ObjectInBucket>,
    options?: Parameters<typeof restoreVersion>[2],
  ): Promise<void> {
    const version = { bucket: this.name, key, versionId };
    return restoreVersion(this.#send, version, { ...options, copyBytes: this.#copyBytes });
  }

  abortUpload(key: string, uploadId: string, signal?: AbortSignal): Promise<boolean> {
    return abortUpload(this.#send, this.#place({ key }), uploadId, signal);
  }

  /** Copies an object, or one version of it, within the bucket. See copyObject. */
  copy(from: ObjectInBucket, target: string, options: CopyOptions): Promise<Copied> {
    const to = { bucket: this.name, key: target };
    return copyObject(this.#send, this.#place(from), to, { ...options, copyBytes: this.#copyBytes });
  }

  /** The objects of a folder, each with its target. */
  folderRelocations(prefix: string, to: FolderPlace, signal: AbortSignal, leaveOut?: ListingOptions["leaveOut"]) {
    const pages = this.objects(prefix, { signal, ...(leaveOut && { leaveOut }) });
    return folderRelocations(this.#send, { bucket: this.name, prefix }, to, pages);
  }

  /** Targets may be in other buckets of the same connection. */
  relocate(
    relocations: Iterable<Relocation> | AsyncIterable<Relocation>,
    options: RelocationOptions,
  ): Promise<RelocationResult> {
    return relocate(this.#send, relocations, { ...options, copyBytes: this.#copyBytes });
  }

  #place({ key, versionId }: ObjectInBucket): ObjectPlace {
    return { bucket: this.name, key, ...(versionId && { versionId }) };
  }
}
