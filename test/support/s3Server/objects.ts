import { createHash } from "node:crypto";
import type { StoredObject } from "./bucketStore.ts";
import type { ObjectExchange, S3Response } from "./exchange.ts";
import { S3Failure } from "./failure.ts";

const OVERRIDES = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
];
const KEPT = /^(content-(type|disposition|encoding|language)|cache-control|expires|x-amz-meta-.+|x-amz-storage-class)$/;
const MAX_KEY_BYTES = 1024;

/** Amazon S3 API Reference, "GetObject" and "HeadObject". */
export function getObject(exchange: ObjectExchange): S3Response {
  const object = find(exchange);
  checkConditions(exchange, object);
  const headers = { ...describe(object), ...overrides(exchange) };
  const range = readRange(exchange.request.headers.range, object.body.length);
  if (!range) return { status: 200, headers: { ...headers, "content-length": object.body.length }, body: object.body };
  const body = object.body.subarray(range.start, range.end + 1);
  const contentRange = `bytes ${range.start}-${range.end}/${object.body.length}`;
  return { status: 206, headers: { ...headers, "content-length": body.length, "content-range": contentRange }, body };
}

function find({ bucket, key }: ObjectExchange): StoredObject {
  const object = bucket.get(key);
  if (!object) throw new S3Failure(404, "NoSuchKey", "The specified key does not exist.", { Key: key });
  return object;
}

function describe({ headers, etag, modified }: StoredObject): Record<string, string> {
  return {
    "content-type": "binary/octet-stream",
    ...headers,
    etag,
    "last-modified": modified.toUTCString(),
    "accept-ranges": "bytes",
  };
}

/** Only a signed request may change what the answer says of itself. */
function overrides({ request: { query }, signer }: ObjectExchange): Record<string, string> {
  const asked = OVERRIDES.flatMap((name) => {
    const value = query.get(`response-${name}`);
    return value === undefined ? [] : [[name, value] as const];
  });
  if (asked.length > 0 && !signer) {
    throw new S3Failure(
      400,
      "InvalidRequest",
      "Request specific response headers cannot be used for anonymous GET requests.",
    );
  }
  for (const [name, value] of asked) {
    if (/[^\x20-\x7e\xa0-\xff]/.test(value)) {
      const message = "Header value cannot be represented using ISO-8859-1.";
      throw new S3Failure(400, "InvalidArgument", message, { ArgumentName: `response-${name}`, ArgumentValue: value });
    }
  }
  return Object.fromEntries(asked);
}

function checkConditions({ request: { headers } }: ObjectExchange, { etag, modified }: StoredObject): void {
  const matches = (list: string) => list.split(",").some((tag) => ["*", etag, etag.slice(1, -1)].includes(tag.trim()));
  const seconds = (date: string) => Math.floor(Date.parse(date) / 1000);
  const changed = Math.floor(modified.getTime() / 1000);
  const {
    "if-match": match,
    "if-none-match": noneMatch,
    "if-modified-since": since,
    "if-unmodified-since": until,
  } = headers;
  const failed = match ? !matches(match) : until !== undefined && changed > seconds(until);
  if (failed)
    throw new S3Failure(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
  const same = noneMatch ? matches(noneMatch) : since !== undefined && changed <= seconds(since);
  if (same) throw new S3Failure(304, "NotModified", "Not Modified", {}, { etag });
}

/** RFC 9110 section 14: one range of bytes; anything else is ignored, and one beyond the end refused. */
function readRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return undefined;
  const start = match[1] === "" ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === "" || match[2] === "" ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (start > end) {
    throw new S3Failure(416, "InvalidRange", "The requested range is not satisfiable", {
      RangeRequested: header as string,
      ActualObjectSize: String(size),
    });
  }
  return { start, end };
}

/** Amazon S3 API Reference, "PutObject", with conditional writes. */
export async function putObject(exchange: ObjectExchange): Promise<S3Response> {
  const { bucket, key, request, now } = exchange;
  const bytes = Buffer.byteLength(key);
  if (bytes > MAX_KEY_BYTES) {
    const elements = { Size: String(bytes), MaxSizeAllowed: String(MAX_KEY_BYTES) };
    throw new S3Failure(400, "KeyTooLongError", "Your key is too long", elements);
  }
  const body = await exchange.body();
  checkDigest(request.headers["content-md5"], body);
  const existing = bucket.get(key);
  const { "if-none-match": noneMatch, "if-match": match } = request.headers;
  if ((noneMatch === "*" && existing) || (match && existing?.etag !== match)) {
    throw new S3Failure(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
  }
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => KEPT.test(name)));
  const { etag } = bucket.put(key, body, headers, now);
  return { status: 200, headers: { etag } };
}

function checkDigest(md5: string | undefined, body: Buffer): void {
  if (md5 === undefined || md5 === createHash("md5").update(body).digest("base64")) return;
  throw new S3Failure(400, "BadDigest", "The Content-MD5 you specified did not match what we received.");
}

export function deleteObject({ bucket, key }: ObjectExchange): S3Response {
  bucket.delete(key);
  return { status: 204 };
}
