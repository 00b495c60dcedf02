import { createHash } from "node:crypto";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import mime from "mime";
import type { BucketAccess } from "../bucketAccess.ts";
import { encodeSource } from "../copySource.ts";
import { S3Error } from "../errors.ts";
import { type Expected, guardedWrite, wasRepeated } from "../guardedWrite.ts";
import { checkKey } from "../location.ts";
import { findHead, headObject, type ObjectHead } from "../objectHead.ts";
import { eachInParallel } from "../transfer/parallel.ts";

export interface FileFacts {
  kind: "file" | "folder";
  /** Bytes. */
  size: number;
  /** Milliseconds since 1970; 0 for a folder, of which S3 knows no time. */
  modified: number;
  etag?: string;
}

export interface FileEntry extends FileFacts {
  name: string;
}

export interface FileContent {
  bytes: Uint8Array;
  etag: string;
}

const FOLDER: FileFacts = { kind: "folder", size: 0, modified: 0 };

/**
 * An object where there is one, else a folder where keys lie below.
 * @param key `""` is the bucket itself
 * @returns undefined where there is neither
 */
export async function findFile(access: BucketAccess, key: string): Promise<FileFacts | undefined> {
  if (key === "") {
    await access.page({ prefix: "" });
    return FOLDER;
  }
  const head = await findHead(access, key);
  if (head) return factsOf(head);
  const { folders, objects } = await access.page({ prefix: `${key}/` });
  return folders.length + objects.length > 0 ? FOLDER : undefined;
}

const factsOf = ({ ContentLength, LastModified, ETag }: ObjectHead): FileFacts => ({
  kind: "file",
  size: ContentLength,
  modified: LastModified?.getTime() ?? 0,
  etag: ETag,
});

/**
 * What lies in a folder. Where an object and a folder have one name, it is the object's.
 * @throws S3Error noSuchKey where there is no such folder
 */
export async function listFolder(access: BucketAccess, key: string): Promise<FileEntry[]> {
  const prefix = key === "" ? "" : `${key}/`;
  const entries = new Map<string, FileEntry>();
  let isThere = key === "";
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
      // The object that keeps an empty folder is the folder.
      if (found !== prefix) entries.set(name, { kind: "file", name, size, modified: modified?.getTime() ?? 0 });
    }
    token = page.next;
  } while (token);
  if (!isThere) throw new S3Error("noSuchKey", { bucket: access.bucket, key });
  return [...entries.values()];
}

/** @throws S3Error noSuchKey, archived */
export async function readObject(access: BucketAccess, key: string): Promise<FileContent> {
  checkKey(key);
  return access.send("GetObject", key, async (client) => {
    const answer = await client.send(
      new GetObjectCommand({ Bucket: access.bucket, Key: key, ChecksumMode: "ENABLED" }),
    );
    return { bytes: (await answer.Body?.transformToByteArray()) ?? new Uint8Array(), etag: answer.ETag ?? "" };
  });
}

/**
 * Store under a key for the first time.
 * @throws S3Error changedMeanwhile where something stands there
 */
export function createObject(access: BucketAccess, key: string, bytes: Uint8Array): Promise<string> {
  const type = key.endsWith("/") ? undefined : (mime.getType(key) ?? "application/octet-stream");
  return put(access, key, bytes, "absent", type ? { ContentType: type } : {});
}

/**
 * Replace an object that has been read, with all else that it carries: content type, metadata, tags, storage class,
 * encryption.
 * @param etag of what was read
 * @throws S3Error changedMeanwhile where it is another by now
 */
export async function saveObject(access: BucketAccess, key: string, bytes: Uint8Array, etag: string): Promise<string> {
  const head = await findHead(access, key);
  if (head?.ETag !== etag) throw new S3Error("changedMeanwhile", { bucket: access.bucket, key });
  return put(access, key, bytes, { etag }, await kept(access, key, head));
}

type Kept = Partial<PutObjectCommandInput>;

async function kept(access: BucketAccess, key: string, head: ObjectHead): Promise<Kept> {
  const tagging = (head.TagCount ?? 0) > 0 ? await taggingOf(access, key, head.VersionId) : undefined;
  const isKms = head.ServerSideEncryption?.startsWith("aws:kms");
  const all: { [Name in keyof Kept]: Kept[Name] | undefined } = {
    ContentType: head.ContentType,
    CacheControl: head.CacheControl,
    ContentDisposition: head.ContentDisposition,
    ContentEncoding: head.ContentEncoding,
    ContentLanguage: head.ContentLanguage,
    Expires: dateOf(head.ExpiresString),
    Metadata: head.Metadata,
    WebsiteRedirectLocation: head.WebsiteRedirectLocation,
    StorageClass: head.StorageClass,
    ServerSideEncryption: head.ServerSideEncryption,
    SSEKMSKeyId: isKms ? head.SSEKMSKeyId : undefined,
    BucketKeyEnabled: isKms ? head.BucketKeyEnabled : undefined,
    Tagging: tagging,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function dateOf(text: string | undefined): Date | undefined {
  const date = new Date(text ?? "");
  return Number.isNaN(date.getTime()) ? undefined : date;
}

async function taggingOf(access: BucketAccess, key: string, versionId?: string): Promise<string> {
  const version = versionId && versionId !== "null" ? { VersionId: versionId } : {};
  const command = new GetObjectTaggingCommand({ Bucket: access.bucket, Key: key, ...version });
  const { TagSet = [] } = await access.send("GetObjectTagging", key, (client) => client.send(command));
  return TagSet.map(({ Key = "", Value = "" }) => `${encodeURIComponent(Key)}=${encodeURIComponent(Value)}`).join("&");
}

/** @returns the ETag */
async function put(
  access: BucketAccess,
  key: string,
  bytes: Uint8Array,
  expected: Expected,
  facts: Kept,
): Promise<string> {
  checkKey(key);
  const etag = `"${createHash("md5").update(bytes).digest("hex")}"`;
  return guardedWrite(access, key, expected, async (condition) => {
    const command = new PutObjectCommand({ Bucket: access.bucket, Key: key, Body: bytes, ...facts, ...condition });
    try {
      return (await access.send("PutObject", key, (client) => client.send(command))).ETag ?? "";
    } catch (error) {
      if (!wasRepeated(error)) throw error;
      const head = await findHead(access, key).catch(() => undefined);
      if (head?.ETag === etag) return etag;
      throw error;
    }
  });
}

/** An empty folder is an object of no bytes whose key ends in `/`. */
export async function createFolder(access: BucketAccess, key: string): Promise<void> {
  await createObject(access, `${key}/`, new Uint8Array());
}

const PARALLEL = 8;

/**
 * Delete an object, or a folder with all that lies in it.
 * @throws S3Error noSuchKey; folderNotEmpty
 */
export async function deleteFile(
  access: BucketAccess,
  key: string,
  { recursive }: { recursive: boolean },
): Promise<void> {
  const facts = await findFile(access, key);
  if (!facts) throw new S3Error("noSuchKey", { bucket: access.bucket, key });
  if (facts.kind === "file") return deleteObject(access, key);
  if (!recursive && (await listFolder(access, key)).length > 0) throw new S3Error("folderNotEmpty", { key });
  await eachInParallel(keysBelow(access, `${key}/`), PARALLEL, (found) => deleteObject(access, found));
}

async function deleteObject(access: BucketAccess, key: string): Promise<void> {
  await access.send("DeleteObject", key, (client) =>
    client.send(new DeleteObjectCommand({ Bucket: access.bucket, Key: key })),
  );
}

async function* keysBelow(access: BucketAccess, prefix: string): AsyncGenerator<string> {
  for await (const page of access.all(prefix)) for (const { key } of page) yield key;
}

interface CopyTarget {
  access: BucketAccess;
  key: string;
  overwrite: boolean;
}

/**
 * Copy an object, or a folder with all that lies in it, within S3; each copy carries all that its source does.
 * @throws S3Error noSuchKey, changedMeanwhile where something stands at the target that may not be replaced
 */
export async function copyFile(access: BucketAccess, key: string, target: CopyTarget): Promise<void> {
  const facts = await findFile(access, key);
  if (!facts) throw new S3Error("noSuchKey", { bucket: access.bucket, key });
  if (facts.kind === "file") return copyObject(access, key, target);
  if (isWithin(access, key, target)) throw new S3Error("folderIntoItself", { key });
  await eachInParallel(keysBelow(access, `${key}/`), PARALLEL, (found) =>
    copyObject(access, found, { ...target, key: target.key + found.slice(key.length) }),
  );
}

const isWithin = (access: BucketAccess, key: string, target: CopyTarget): boolean =>
  target.access.bucket === access.bucket && `${target.key}/`.startsWith(`${key}/`);

/** What may be replaced is replaced as it is now, not as it may be later. */
async function copyObject(access: BucketAccess, key: string, target: CopyTarget): Promise<void> {
  checkKey(target.key);
  const source = await headObject(access, key);
  const existing = await findHead(target.access, target.key);
  if (existing && !target.overwrite)
    throw new S3Error("changedMeanwhile", { bucket: target.access.bucket, key: target.key });
  const expected: Expected = existing ? { etag: existing.ETag } : "absent";
  await guardedWrite(target.access, target.key, expected, (condition) => {
    const command = new CopyObjectCommand({
      Bucket: target.access.bucket,
      Key: target.key,
      CopySource: encodeSource(`${access.bucket}/${key}`),
      CopySourceIfMatch: source.ETag,
      ...(source.StorageClass && { StorageClass: source.StorageClass }),
      ...(source.ServerSideEncryption && { ServerSideEncryption: source.ServerSideEncryption }),
      ...(source.SSEKMSKeyId && { SSEKMSKeyId: source.SSEKMSKeyId }),
      ...condition,
    });
    return target.access.send("CopyObject", target.key, (client) => client.send(command));
  });
}

/**
 * S3 has no rename: everything is copied, and deleted at its old place only when all of it stands at the new one.
 * @throws S3Error as copyFile
 */
export async function renameFile(access: BucketAccess, key: string, target: CopyTarget): Promise<void> {
  if (access.bucket === target.access.bucket && key === target.key) return;
  const existing = await findFile(target.access, target.key);
  if (existing && !target.overwrite)
    throw new S3Error("changedMeanwhile", { bucket: target.access.bucket, key: target.key });
  await copyFile(access, key, target);
  if (await findHead(access, key)) return deleteObject(access, key);
  await eachInParallel(keysBelow(access, `${key}/`), PARALLEL, async (found) => {
    const moved = target.key + found.slice(key.length);
    // What has come since the copy has no copy yet.
    if (!(await findHead(target.access, moved))) await copyObject(access, found, { ...target, key: moved });
    await deleteObject(access, found);
  });
}
