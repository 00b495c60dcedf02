import type { Bucket } from "./bucketStore.ts";
import type { BucketExchange, S3Response } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { beyond, readRangeOfKeys } from "./listing.ts";
import type { StoredObject } from "./storedObject.ts";
import { element, S3_NAMESPACE, xmlDocument } from "./xml.ts";

interface Version {
  version: StoredObject;
  isLatest: boolean;
}

interface Marker {
  key: string;
  versionId: string;
}

/** Amazon S3 API Reference, "ListObjectVersions". */
export function listObjectVersions({ bucket, request: { query } }: BucketExchange): S3Response {
  const { prefix, delimiter, maxKeys, text } = readRangeOfKeys(query);
  const marker = { key: query.get("key-marker") ?? "", versionId: query.get("version-id-marker") ?? "" };
  if (marker.versionId && !marker.key) {
    throw new S3Failure(400, "InvalidArgument", "A version-id marker cannot be specified without a key marker.");
  }
  const { versions, prefixes, next } = page(bucket, { prefix, delimiter, maxKeys, marker });
  const result = [
    element("Name", bucket.name),
    element("Prefix", text(prefix)),
    element("KeyMarker", text(marker.key)),
    element("VersionIdMarker", marker.versionId),
    element("NextKeyMarker", next && text(next.key)),
    element("NextVersionIdMarker", next?.versionId || undefined),
    element("MaxKeys", maxKeys),
    element("Delimiter", query.has("delimiter") ? text(delimiter) : undefined),
    element("EncodingType", query.get("encoding-type")),
    element("IsTruncated", next !== undefined),
    ...versions.map((version) => versionElement(version, bucket, text)),
    ...prefixes.map((folder) => element("CommonPrefixes", [element("Prefix", text(folder))])),
  ];
  return { status: 200, body: xmlDocument(element("ListVersionsResult", result, S3_NAMESPACE)) };
}

function page(bucket: Bucket, range: { prefix: string; delimiter: string; maxKeys: number; marker: Marker }) {
  const { prefix, delimiter, maxKeys, marker } = range;
  const versions: Version[] = [];
  const prefixes: string[] = [];
  let last: Marker | undefined;
  for (let from: string | undefined = marker.key > prefix ? marker.key : prefix; from !== undefined; ) {
    const start: string = from;
    from = undefined;
    for (const found of afterMarker(bucket, start, marker, delimiter)) {
      const { key, versionId } = found.version;
      if (!key.startsWith(prefix)) return { versions, prefixes };
      if (versions.length + prefixes.length === maxKeys) return { versions, prefixes, next: last };
      const cut = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
      if (cut < 0) {
        versions.push(found);
        last = { key, versionId };
        continue;
      }
      const folder = key.slice(0, cut + delimiter.length);
      prefixes.push(folder);
      last = { key: folder, versionId: "" };
      from = beyond(folder);
      break;
    }
  }
  return { versions, prefixes };
}

/** Without a version, the marker covers all versions of its key, or all keys in its folder. */
function* afterMarker(bucket: Bucket, from: string, marker: Marker, delimiter: string): Generator<Version> {
  let passed = marker.versionId === "";
  const folder = delimiter && marker.key.endsWith(delimiter);
  for (const found of bucket.versionsFrom(from)) {
    const { key, versionId } = found.version;
    if (marker.key && (key === marker.key ? marker.versionId === "" : folder && key.startsWith(marker.key))) continue;
    if (key === marker.key && !passed) {
      passed = versionId === marker.versionId;
      continue;
    }
    yield found;
  }
}

function versionElement({ version, isLatest }: Version, { owner }: Bucket, text: (key: string) => string) {
  const { key, versionId, modified, etag, size, headers, deleteMarker } = version;
  const common = [
    element("Key", text(key)),
    element("VersionId", versionId),
    element("IsLatest", isLatest),
    element("LastModified", modified.toISOString()),
    element("Owner", [element("ID", owner)]),
  ];
  if (deleteMarker) return element("DeleteMarker", common);
  const storageClass = headers["x-amz-storage-class"] ?? "STANDARD";
  return element("Version", [
    ...common,
    element("ETag", etag),
    element("Size", size),
    element("StorageClass", storageClass),
  ]);
}
