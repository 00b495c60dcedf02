import { isDenied } from "./access.ts";
import { checkReadConditions } from "./conditions.ts";
import { checkCustomerKey, customerKeyHeaders, customerKeyMd5 } from "./customerKey.ts";
import type { ObjectExchange, S3Response } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { findObject, findVersion, versionHeader } from "./findObject.ts";
import { checkUnlocked, lockHeaders } from "./objectLock.ts";
import { checkReadable, restoreHeader } from "./restore.ts";
import type { StoredObject } from "./storedObject.ts";

const OVERRIDES = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
];

/** Amazon S3 API Reference, "GetObject" and "HeadObject". */
export function getObject(exchange: ObjectExchange): S3Response {
  const object = findObject(exchange);
  const { request, bucket, now } = exchange;
  checkCustomerKey(object, customerKeyMd5(request.headers));
  checkReadConditions(request.headers, object);
  if (request.method === "GET") checkReadable(object, now);
  const headers = {
    ...describe(object),
    ...tagCount(exchange, object),
    ...versionHeader(bucket, object),
    ...overrides(exchange),
  };
  const range = partRange(exchange, object) ?? readRange(request.headers.range, object.size);
  if (object.body.length < object.size && request.method === "GET") {
    throw new S3Failure(501, "NotImplemented", "This bucket does not keep what it is given");
  }
  if (!range) {
    const checksum = request.headers["x-amz-checksum-mode"] === "ENABLED" ? checksumHeaders(object) : {};
    return { status: 200, headers: { ...headers, ...checksum, "content-length": object.size }, body: object.body };
  }
  const { start, end, ...more } = range;
  const body = object.body.subarray(start, end + 1);
  const contentRange = `bytes ${start}-${end}/${object.size}`;
  const length = { "content-length": end + 1 - start, "content-range": contentRange };
  return { status: 206, headers: { ...headers, ...more.headers, ...length }, body };
}

function describe(object: StoredObject): Record<string, string> {
  const { headers, etag, modified } = object;
  const { "x-amz-storage-class": storageClass, ...rest } = headers;
  return {
    "content-type": "binary/octet-stream",
    ...rest,
    ...(storageClass && storageClass !== "STANDARD" && { "x-amz-storage-class": storageClass }),
    ...customerKeyHeaders(object),
    ...lockHeaders(object),
    ...restoreHeader(object),
    etag,
    "last-modified": modified.toUTCString(),
    "accept-ranges": "bytes",
  };
}

/** Only for users who may read the tags: Amazon S3 API Reference, "HeadObject". */
function tagCount({ signer }: ObjectExchange, { tags = [] }: StoredObject): Record<string, string> {
  return tags.length > 0 && !isDenied("s3:GetObjectTagging", signer)
    ? { "x-amz-tagging-count": String(tags.length) }
    : {};
}

export function checksumHeaders({ checksum }: Pick<StoredObject, "checksum">): Record<string, string> {
  if (!checksum) return {};
  return { [`x-amz-checksum-${checksum.name}`]: checksum.value, "x-amz-checksum-type": checksum.type };
}

/** Only a signed request may override the response's headers. */
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

interface Range {
  start: number;
  end: number;
  headers?: Record<string, string>;
}

/** RFC 9110 section 14: one range of bytes. Anything else is ignored, and a range beyond the end is rejected. */
export function readRange(header: string | undefined, size: number): Range | undefined {
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

/** An object that was uploaded in one request is its own part 1. */
function partRange({ request: { query, headers } }: ObjectExchange, object: StoredObject): Range | undefined {
  const given = query.get("partNumber");
  if (given === undefined) return undefined;
  if (headers.range) {
    throw new S3Failure(400, "InvalidRequest", "Cannot specify both Range header and partNumber query parameter");
  }
  const number = Number(given);
  const sizes = object.parts?.map(({ size }) => size) ?? [object.size];
  const size = sizes[number - 1];
  if (size === undefined) {
    throw new S3Failure(416, "InvalidPartNumber", "The requested partnumber is not satisfiable", {
      PartNumberRequested: given,
      ActualPartCount: String(sizes.length),
    });
  }
  const start = sizes.slice(0, number - 1).reduce((sum, before) => sum + before, 0);
  const count = object.parts && { headers: { "x-amz-mp-parts-count": String(sizes.length) } };
  return size > 0 ? { start, end: start + size - 1, ...count } : undefined;
}

/** Amazon S3 API Reference, "DeleteObject": deleting a missing object succeeds. */
export function deleteObject(exchange: ObjectExchange): S3Response {
  const { bucket, key, request, now, given } = exchange;
  const match = request.headers["if-match"];
  if (match !== undefined) {
    const existing = bucket.get(key);
    if (!existing || (match !== "*" && match !== existing.etag)) {
      throw new S3Failure(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
    }
  }
  return { status: 204, headers: deleteVersion(exchange, key, request.query.get("versionId"), given, now) };
}

/** @returns the response headers that describe the deletion */
export function deleteVersion(
  { bucket }: Pick<ObjectExchange, "bucket">,
  key: string,
  versionId: string | undefined,
  given: Record<string, string>,
  now: Date,
): Record<string, string> {
  if (versionId !== undefined && bucket.version(key, versionId)) {
    checkUnlocked(given, findVersion(bucket, key, versionId), now);
  }
  const gone = bucket.delete(key, versionId, now);
  if (!bucket.versioning) return {};
  return {
    ...(gone?.deleteMarker && { "x-amz-delete-marker": "true" }),
    ...((gone || versionId) && { "x-amz-version-id": gone?.versionId ?? (versionId as string) }),
  };
}
