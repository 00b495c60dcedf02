import type { Bucket } from "./bucketStore.ts";
import { encode } from "./canonical.ts";
import type { BucketExchange, S3Response } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import type { StoredObject } from "./storedObject.ts";
import { element, escapeXml, S3_NAMESPACE, xmlDocument } from "./xml.ts";

interface Page {
  contents: StoredObject[];
  prefixes: string[];
  /** The start of the next page: the last key or common prefix of this one. */
  next?: string;
}

interface Range {
  prefix: string;
  delimiter: string;
  after: string;
  maxKeys: number;
}

/** Keys and common prefixes both count towards the page; a common prefix is skipped in one step. */
export function page(bucket: Bucket, { prefix, delimiter, after, maxKeys }: Range): Page {
  const contents: StoredObject[] = [];
  const prefixes: string[] = [];
  let [from, inclusive, last] = after >= prefix && after ? [after, false, after] : [prefix, true, ""];
  if (delimiter && after.endsWith(delimiter) && after.length > prefix.length) [from, inclusive] = [beyond(after), true];
  for (;;) {
    let jumped = false;
    for (const object of bucket.from(from, inclusive)) {
      if (!object.key.startsWith(prefix)) return { contents, prefixes };
      if (contents.length + prefixes.length === maxKeys) return { contents, prefixes, next: last };
      const cut = delimiter ? object.key.indexOf(delimiter, prefix.length) : -1;
      if (cut < 0) {
        contents.push(object);
        last = object.key;
        continue;
      }
      last = object.key.slice(0, cut + delimiter.length);
      prefixes.push(last);
      [from, inclusive, jumped] = [beyond(last), true, true];
      break;
    }
    if (!jumped) return { contents, prefixes };
  }
}

/** A string after every key that starts with `prefix`: U+10FFFF is the highest code point in UTF-8. */
export const beyond = (prefix: string): string => `${prefix}\u{10FFFF}\u{10FFFF}`;

const token = {
  write: (key: string) => Buffer.from(key).toString("base64url"),
  read: (text: string) => Buffer.from(text, "base64url").toString(),
};

/** Amazon S3 API Reference, "ListObjectsV2". */
export function listObjectsV2({ request: { query }, bucket }: BucketExchange): S3Response {
  const continuation = query.get("continuation-token");
  const after = continuation ? token.read(continuation) : (query.get("start-after") ?? "");
  const { contents, prefixes, next, maxKeys, text } = readPage(bucket, query, after);
  const result = element(
    "ListBucketResult",
    [
      element("Name", bucket.name),
      element("Prefix", text(query.get("prefix") ?? "")),
      element("Delimiter", query.has("delimiter") ? text(query.get("delimiter") as string) : undefined),
      element("MaxKeys", maxKeys),
      element("EncodingType", query.get("encoding-type")),
      element("KeyCount", contents.length + prefixes.length),
      element("IsTruncated", next !== undefined),
      element("ContinuationToken", continuation),
      element("NextContinuationToken", next === undefined ? undefined : token.write(next)),
      ...contents.map((object) => contentElement(object, text)),
      ...prefixes.map((prefix) => element("CommonPrefixes", [element("Prefix", text(prefix))])),
    ],
    S3_NAMESPACE,
  );
  return { status: 200, headers: { "x-amz-bucket-region": bucket.region }, body: xmlDocument(result) };
}

/** Amazon S3 API Reference, "ListObjects". */
export function listObjects({ request: { query }, bucket }: BucketExchange): S3Response {
  const { contents, prefixes, next, maxKeys, text } = readPage(bucket, query, query.get("marker") ?? "");
  const result = element(
    "ListBucketResult",
    [
      element("Name", bucket.name),
      element("Prefix", text(query.get("prefix") ?? "")),
      element("Marker", text(query.get("marker") ?? "")),
      element("MaxKeys", maxKeys),
      element("EncodingType", query.get("encoding-type")),
      element("IsTruncated", next !== undefined),
      element("NextMarker", next !== undefined && query.has("delimiter") ? text(next) : undefined),
      ...contents.map((object) => contentElement(object, text)),
      ...prefixes.map((prefix) => element("CommonPrefixes", [element("Prefix", text(prefix))])),
    ],
    S3_NAMESPACE,
  );
  return { status: 200, headers: { "x-amz-bucket-region": bucket.region }, body: xmlDocument(result) };
}

function readPage(bucket: Bucket, query: Map<string, string>, after: string) {
  const { text, ...range } = readRangeOfKeys(query);
  return { ...page(bucket, { ...range, after }), maxKeys: range.maxKeys, text };
}

/** Common to all listings of keys. */
export function readRangeOfKeys(query: Map<string, string>) {
  const given = query.get("max-keys") ?? "1000";
  if (!/^\d+$/.test(given))
    throw new S3Failure(400, "InvalidArgument", "Provided max-keys not an integer or within integer range");
  const maxKeys = Math.min(Number(given), 1000);
  const text = query.get("encoding-type") === "url" ? encodeListed : (key: string) => key;
  return { prefix: query.get("prefix") ?? "", delimiter: query.get("delimiter") ?? "", maxKeys, text };
}

/** Like S3 for encoding-type=url: a slash is unchanged, a space becomes `+`. */
export const encodeListed = (key: string): string =>
  PLAIN.test(key) ? key : key.split("/").map(encode).join("/").replaceAll("%20", "+");

/** A fast path for keys that encoding does not change: listings are long. */
const PLAIN = /^[A-Za-z0-9._~/-]*$/;

function contentElement({ key, modified, etag, size, headers }: StoredObject, text: (key: string) => string) {
  const storageClass = headers["x-amz-storage-class"] ?? "STANDARD";
  const metadata = `<ETag>${escapeXml(etag)}</ETag><Size>${size}</Size><StorageClass>${storageClass}</StorageClass>`;
  const name = `<Key>${escapeXml(text(key))}</Key><LastModified>${modified.toISOString()}</LastModified>`;
  return { xml: `<Contents>${name}${metadata}</Contents>` };
}
