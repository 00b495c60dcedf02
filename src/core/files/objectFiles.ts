import { DeleteObjectCommand, type PutObjectCommandInput } from "@aws-sdk/client-s3";
import { checkKey } from "../address/location.ts";
import { forEachConcurrently } from "../async/concurrency.ts";
import type { BucketAccess } from "../client/bucketAccess.ts";
import { checkUnclaimed } from "../client/claim.ts";
import type { Expected } from "../client/conditionalWrite.ts";
import { rejectRepeats } from "../client/listingProgress.ts";
import { findObjectMetadata, type ObjectMetadata, objectMetadata, stateOf } from "../client/objectMetadata.ts";
import { readAhead } from "../disk/spool.ts";
import { isS3Error, S3Error } from "../errors/errors.ts";
import { type OnLost, writeWithAcl } from "../objects/acl.ts";
import { putAnnotations } from "../objects/annotations.ts";
import { type ConfirmUnverified, type CopyOptions, copyObject } from "../objects/copyObject.ts";
import { deleteCopied, moveObject } from "../objects/moveObject.ts";
import { type ConfirmLoss, confirmLosses, preserve, writeWithStorage } from "../objects/preserve.ts";
import { putObject } from "../objects/putObject.ts";
import { keysOf, keysToRelocate } from "../objects/relocate.ts";
import { sameBucket } from "../objects/sameBucket.ts";
import { ensureTags } from "../objects/tags.ts";
import { checkCopy } from "../objects/verifyCopy.ts";
import { contentTypeOf } from "../text/contentType.ts";
import { copyBytesThrough } from "../transfer/copyBytes.ts";
import { readComplete, verifySize } from "../transfer/downloadObject.ts";
import { objectBytes } from "../transfer/objectBytes.ts";
import { storeObject } from "../transfer/storeObject.ts";
import { verifyBytes } from "../transfer/verifyFile.ts";

export interface FileMetadata {
  kind: "file" | "folder";
  /** Bytes. */
  size: number;
  /** Milliseconds since 1970; 0 for a folder, because S3 stores no time for it. */
  modified: number;
  /** Or, if the server sends none, the size and the last change: see stateOf. */
  etag?: string;
}

export interface FileEntry extends FileMetadata {
  name: string;
}

export interface FileContent {
  bytes: Uint8Array;
  /** Whether nothing contradicts the bytes. See verifyBytes. */
  isVerified: boolean;
  etag: string;
  /** Milliseconds since 1970. */
  modified: number;
}

const FOLDER: FileMetadata = { kind: "folder", size: 0, modified: 0 };

/**
 * Finds an object or, if there is none, a folder that has keys below it.
 * @param key `""` is the bucket itself
 * @param versionId the version to find, which is read-only
 * @returns undefined if neither exists
 */
export async function findFile(
  access: BucketAccess,
  key: string,
  versionId?: string,
): Promise<FileMetadata | undefined> {
  if (versionId) {
    const head = await findMetadata(access, key, versionId);
    return head && metadataOf(head);
  }
  if (key === "") {
    await access.page({ prefix: "" });
    return FOLDER;
  }
  const head = await findMetadata(access, key);
  if (head) return metadataOf(head);
  const { folders, objects } = await access.page({ prefix: `${key}/` });
  return folders.length + objects.length > 0 ? FOLDER : undefined;
}

function findMetadata({ bucket, request }: BucketAccess, key: string, versionId?: string) {
  return findObjectMetadata(request, { bucket, key, ...(versionId && { versionId }) });
}

const metadataOf = (metadata: ObjectMetadata): FileMetadata => ({
  kind: "file",
  size: metadata.ContentLength,
  modified: metadata.LastModified?.getTime() ?? 0,
  etag: stateOf(metadata),
});

/**
 * Lists a folder. If an object and a folder have the same name, the object takes precedence.
 * @throws S3Error noSuchKey if there is no such folder
 */
export async function listFolder(access: BucketAccess, key: string): Promise<FileEntry[]> {
  const prefix = prefixOf(key);
  const entries = new Map<string, FileEntry>();
  let isThere = key === "";
  const checkNew = rejectRepeats("ListObjectsV2");
  let token: string | undefined;
  do {
    const page = await access.page({ prefix }, token);
    isThere ||= page.folders.length + page.objects.length > 0;
    for (const folder of page.folders) {
      const name = folder.slice(prefix.length, -1);
      if (!entries.has(name)) entries.set(name, { ...FOLDER, name });
    }
    for (const { key: found, size, modified } of page.objects) {
      const name = found.slice(prefix.length);
      // The object that keeps an empty folder is the folder itself.
      if (found !== prefix) entries.set(name, { kind: "file", name, size, modified: modified?.getTime() ?? 0 });
    }
    token = page.next;
    if (token) checkNew(token);
  } while (token);
  if (!isThere) throw new S3Error("noSuchKey", { bucket: access.bucket, key });
  return [...entries.values()];
}

/**
 * Reads an entire object and verifies it. Its ETag lets a later save replace exactly what was read.
 * @throws S3Error noSuchKey, archived, objectDamaged, endpointSilent, …
 */
export async function readObject(access: BucketAccess, key: string, versionId?: string): Promise<FileContent> {
  const source = { key: checkKey(key), ...(versionId && { versionId }) };
  const chunks: Buffer[] = [];
  const metadata = await readComplete(access, source, async (come) => void chunks.push(...come));
  const bytes = Buffer.concat(chunks);
  const isVerified = await verifyBytes([bytes], key, metadata, access.request.etags);
  await verifySize(access, source, { checksums: metadata, isVerified }, bytes.length);
  const etag = stateOf({ ...metadata, ContentLength: bytes.length });
  return { bytes, isVerified, etag, modified: metadata.LastModified?.getTime() ?? 0 };
}

/**
 * Stores a new object.
 * @throws S3Error changedMeanwhile if the key is already in use
 * @returns the ETag
 */
export function createObject(access: BucketAccess, key: string, bytes: Uint8Array): Promise<string> {
  const type = key.endsWith("/") ? undefined : (contentTypeOf(key) ?? "application/octet-stream");
  return put(access, key, bytes, "absent", type ? { ContentType: type } : {});
}

export interface SaveOptions extends Pick<CopyOptions, "confirmLoss" | "onAclLost"> {
  /** Called if the object was saved, but not all of its annotations were. */
  onAnnotationsLost?: OnLost;
}

/**
 * Replaces an object that was read and keeps its content type, metadata, tags, annotations, storage class, encryption,
 * lock, and the access of others.
 * @param etag ETag or state of the object that was read
 * @throws S3Error changedMeanwhile if the object has changed since
 * @throws S3Error accessDenied if tags or annotations cannot be read and `confirmLoss` is absent
 * @returns the new ETag
 */
export async function saveObject(
  access: BucketAccess,
  key: string,
  bytes: Uint8Array,
  etag: string,
  { confirmLoss, onAclLost, onAnnotationsLost }: SaveOptions = {},
): Promise<string> {
  const { bucket, request } = access;
  const head = await findMetadata(access, key);
  checkUnclaimed(request, { bucket, key }, head);
  if (!head || stateOf(head) !== etag) throw new S3Error("changedMeanwhile", { bucket, key });
  // Without its version id, no permission for versions is needed. The write replaces only what has this ETag.
  const place = { bucket, key };
  const preserved = await preserve(request, place, head, { to: place, by: "new" });
  await confirmLosses(preserved, confirmLoss);
  const written = await writeWithAcl(
    preserved.acl,
    (grants) => put(access, key, bytes, { etag }, { ...preserved.parameters, ...grants }),
    (reason) => onAclLost?.(place, reason),
  );
  await putAnnotations(request, place, written, preserved.annotations ?? []).catch((error: unknown) => {
    if (!onAnnotationsLost || !isS3Error(error)) throw error;
    onAnnotationsLost(place, error);
  });
  return written;
}

type Metadata = Partial<PutObjectCommandInput>;

/** @returns the ETag */
async function put(
  access: BucketAccess,
  key: string,
  bytes: Uint8Array,
  expected: Expected,
  metadata: Metadata,
): Promise<string> {
  const target = { bucket: access.bucket, key: checkKey(key) };
  const { ETag = "" } = await putObject(access.request, target, bytes, { expected, metadata });
  // A later save is compared with the response to HeadObject.
  const found = access.request.etags.areMissing ? await findObjectMetadata(access.request, target) : undefined;
  return found?.ContentLength === bytes.length ? stateOf(found) : ETag;
}

/** An empty folder is an empty object whose key ends with `/`. */
export async function createFolder(access: BucketAccess, key: string): Promise<void> {
  await createObject(access, `${key}/`, new Uint8Array());
}

/**
 * Whether deleting a file or folder also deletes another or a part of it, because both are the same, or one is in the
 * other. Both can be named through different connections or bucket names; if it is unknown, they count as the same.
 */
export async function isDeletedWith(
  access: BucketAccess,
  key: string,
  other: BucketAccess,
  otherKey: string,
): Promise<boolean> {
  if (!isIn(otherKey, key) && !isIn(key, otherKey)) return false;
  return (await sameBucket(access, other, await anyKey(access, key))) !== "different";
}

const isIn = (key: string, folder: string): boolean => key === folder || key.startsWith(prefixOf(folder));

/** Of the keys in a folder; empty for the bucket itself. */
const prefixOf = (folder: string): string => (folder === "" ? "" : `${folder}/`);

const PARALLEL = 8;

/**
 * Deletes an object, or a folder with everything in it.
 * @throws S3Error noSuchKey; folderNotEmpty unless `recursive`; emptyKey for a bucket
 */
export async function deleteFile(
  access: BucketAccess,
  key: string,
  { recursive }: { recursive: boolean },
): Promise<void> {
  const metadata = await findFile(access, checkKey(key));
  if (!metadata) throw new S3Error("noSuchKey", { bucket: access.bucket, key });
  if (metadata.kind === "file") return deleteObject(access, key);
  if (!recursive) {
    if ((await listFolder(access, key)).length > 0) throw new S3Error("folderNotEmpty", { key });
    return deleteObject(access, `${key}/`);
  }
  // What is added while the folder is being deleted stays.
  const pages = readAhead(keysOf(access.all(`${key}/`)));
  await forEachConcurrently(flatten(pages), PARALLEL, (found) => deleteObject(access, found));
}

async function deleteObject(access: BucketAccess, key: string): Promise<void> {
  await access.request(new DeleteObjectCommand({ Bucket: access.bucket, Key: key }));
}

async function* flatten<T>(pages: AsyncIterable<T[]>): AsyncGenerator<T> {
  for await (const page of pages) yield* page;
}

/** The key of a file, or of any object in a folder. */
async function anyKey(access: BucketAccess, key: string): Promise<string> {
  if (key !== "" && (await findMetadata(access, key))) return key;
  for await (const [first] of access.all(prefixOf(key))) if (first) return first.key;
  return key;
}

interface FileTarget {
  access: BucketAccess;
  key: string;
  overwrite: boolean;
  confirmLoss?: ConfirmLoss;
  onAclLost?: OnLost;
  confirmUnverified?: ConfirmUnverified | undefined;
}

/**
 * Copies an object, or a folder with everything in it. Copies keep what their sources have and are verified.
 * @throws S3Error noSuchKey, intoItself, targetExists if the target exists and may not be replaced
 */
export async function copyFile(access: BucketAccess, key: string, target: FileTarget): Promise<void> {
  await relocateFile(access, key, target, false);
}

/**
 * Renames an object or a folder. S3 has no rename: each object is copied, and deleted after its copy is verified.
 * @throws S3Error emptyKey for a bucket; sameName if both may be the same; see copyFile
 */
export async function renameFile(access: BucketAccess, key: string, target: FileTarget): Promise<void> {
  const { bucket } = target.access;
  if (checkKey(key) === target.key) {
    const same = await sameBucket(access, target.access, await anyKey(access, key));
    if (same === "same") return;
    if (same === "unknown") throw new S3Error("sameName", { name: key });
  }
  const existing = target.overwrite ? undefined : await findFile(target.access, target.key);
  if (existing) throw new S3Error("targetExists", { bucket, key: target.key, etag: existing.etag ?? "" });
  await relocateFile(access, key, target, true);
}

async function relocateFile(access: BucketAccess, key: string, target: FileTarget, move: boolean): Promise<void> {
  const metadata = await findFile(access, key);
  if (!metadata) throw new S3Error("noSuchKey", { bucket: access.bucket, key });
  const one = isSameAccount(access, target) ? relocateObject : relocateAcross;
  if (metadata.kind === "file") return one(access, key, target, move);
  const [from, to] = [prefixOf(key), prefixOf(target.key)];
  if (to.startsWith(from) && (await isDeletedWith(access, key, target.access, target.key))) {
    throw new S3Error("intoItself", { name: from, target: to });
  }
  const { bucket } = target.access;
  const pages = keysToRelocate({ bucket: access.bucket, prefix: from }, { bucket, prefix: to }, access.all(from));
  await forEachConcurrently(flatten(pages), PARALLEL, (found) =>
    one(access, found, { ...target, key: to + found.slice(from.length) }, move),
  );
}

const isSameAccount = (access: BucketAccess, target: FileTarget): boolean => access.identity === target.access.identity;

/** Replaces only the object that is at the target now, not one that is stored later. */
async function relocateObject(access: BucketAccess, key: string, target: FileTarget, move: boolean): Promise<void> {
  const { access: into, overwrite, confirmLoss, onAclLost, confirmUnverified } = target;
  const to = { bucket: into.bucket, key: checkKey(target.key) };
  const existing = overwrite ? await findMetadata(into, target.key) : undefined;
  await (move ? moveObject : copyObject)(into.request, { bucket: access.bucket, key }, to, {
    copyBytes: copyBytesThrough((bucket) => (bucket === access.bucket ? access : into)),
    ...(existing && { replaces: stateOf(existing) }),
    ...(confirmLoss && { confirmLoss }),
    ...(onAclLost && { onAclLost }),
    confirmUnverified,
  });
}

/** A server cannot copy from another account or another server, so the bytes pass through this computer. */
async function relocateAcross(access: BucketAccess, key: string, target: FileTarget, move: boolean): Promise<void> {
  const { access: into, overwrite, confirmLoss, onAclLost, confirmUnverified } = target;
  const [from, to] = [
    { bucket: access.bucket, key },
    { bucket: into.bucket, key: checkKey(target.key) },
  ];
  const existing = await findMetadata(into, to.key);
  checkUnclaimed(into.request, to, existing);
  if (existing && !overwrite) throw new S3Error("targetExists", { ...to, etag: stateOf(existing) });
  const head = await objectMetadata(access.request, from);
  checkUnclaimed(access.request, from, head);
  const isOtherServer = access.endpoint !== into.endpoint;
  const preserved = await preserve(access.request, from, head, {
    to,
    by: "new",
    writer: into.request,
    isOtherServer,
  });
  await confirmLosses(preserved, confirmLoss);
  const write = (metadata: object) =>
    storeObject(into, objectBytes(access, { key }, head, confirmUnverified && (() => confirmUnverified(from))), {
      key: target.key,
      expected: existing ? { etag: stateOf(existing) } : "absent",
      metadata,
    });
  const written = await writeWithStorage(preserved, confirmLoss, (parameters) =>
    writeWithAcl(
      preserved.acl,
      (grants) => write({ ...parameters, ...grants }),
      (reason) => onAclLost?.(to, reason),
    ),
  );
  const { annotations, tags } = preserved;
  let copy = await objectMetadata(into.request, to);
  // Each server has compared the bytes with a checksum, so ETags that may not be MD5 digests do not matter.
  checkCopy(to, { ...head, etags: access.request.etags }, { ...copy, etags: into.request.etags }, written.ETag);
  const hasNewTags = await ensureTags(into.request, to, tags);
  await putAnnotations(into.request, to, copy.ETag, annotations ?? []);
  if (!move) return;
  // A server may count new tags or annotations as a change of the object.
  if (hasNewTags || annotations?.length) copy = await objectMetadata(into.request, to);
  await deleteCopied(
    { send: access.request, place: from, metadata: head, annotations },
    { send: into.request, place: to, metadata: copy },
  );
}
