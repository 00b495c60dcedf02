import { S3Error } from "../errors/errors.ts";

/** A location in S3. `key` is an object's key, `prefix` a folder's. Without either, it is the bucket itself. */
export interface S3Location {
  /** Id of the connection that reads it. */
  connection: string;
  bucket: string;
  prefix?: string;
  key?: string;
  versionId?: string;
}

export type ObjectLocation = S3Location & { key: string };

/** An object of a known bucket, or one version of it. */
export interface ObjectInBucket {
  key: string;
  versionId?: string;
}

/** An object, or one version of it, through a known connection. */
export interface ObjectPlace extends ObjectInBucket {
  bucket: string;
}

/** A key, whichever versions it has, through a known connection. */
export type KeyPlace = Omit<ObjectPlace, "versionId">;

/** A folder through a known connection; the whole bucket if `prefix` is empty. */
export interface FolderPlace {
  bucket: string;
  prefix: string;
}

/** Bytes of UTF-8: Amazon S3 User Guide, "Naming Amazon S3 objects". */
export const MAX_KEY_BYTES = 1024;

/**
 * @throws S3Error emptyKey: the SDK would sign a bucket listing instead
 * @throws S3Error keyTooLong
 */
export function checkKey(key: string): string {
  if (key === "") throw new S3Error("emptyKey", {});
  const bytes = Buffer.byteLength(key);
  if (bytes > MAX_KEY_BYTES) throw new S3Error("keyTooLong", { bytes, limit: MAX_KEY_BYTES });
  return key;
}

/** Whether HTTP clients rewrite the key: RFC 3986 section 5.2.4, "Remove Dot Segments". */
export function hasDotSegments(key: string): boolean {
  return key.split("/").some((segment) => segment === "." || segment === "..");
}

/** The last segment of a key or prefix, or all of it if that segment is empty. */
export function baseName(key: string): string {
  const end = key.endsWith("/") ? key.length - 1 : key.length;
  return key.slice(key.lastIndexOf("/", end - 1) + 1, end) || key;
}

/** The longest prefix that all keys share and that ends with a slash. */
export function commonFolder(keys: readonly string[]): string {
  const [first = "", ...others] = keys;
  let length = first.length;
  for (const key of others) {
    let same = 0;
    while (same < length && key[same] === first[same]) same++;
    length = same;
  }
  const shared = first.slice(0, length);
  return shared.slice(0, shared.lastIndexOf("/") + 1);
}

/** The usual notation: `s3://bucket/key`. */
export function s3Uri({ bucket, key, prefix = "" }: Omit<S3Location, "connection">): string {
  return `s3://${bucket}/${key ?? prefix}`;
}

/** An access point is given by its ARN, as in the AWS CLI. */
const S3_URI = /^s3:\/\/(arn:[^/\s]+:(?:outpost\/[^/\s]+\/)?accesspoint\/[^/\s]+|[^/\s]+)(?:\/(.*))?$/is;

/** The parts of an S3 URI, as they are. @returns undefined if it is none */
export function splitS3Uri(uri: string): { bucket: string; key?: string } | undefined {
  const [, bucket, key] = S3_URI.exec(uri) ?? [];
  return bucket === undefined ? undefined : { bucket, ...(key !== undefined && { key }) };
}

/**
 * Reads `s3://bucket/key`. The key is used as it is, because an S3 URI is not percent-encoded.
 * @throws S3Error invalidLocation, emptyKey, keyTooLong
 */
export function parseS3Uri(uri: string): KeyPlace {
  const { bucket, key } = splitS3Uri(uri) ?? {};
  if (bucket === undefined || key === undefined) throw new S3Error("invalidLocation", { given: uri });
  return { bucket, key: checkKey(key) };
}
