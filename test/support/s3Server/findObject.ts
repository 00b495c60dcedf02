import type { Bucket } from "./bucketStore.ts";
import type { ObjectExchange } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import type { StoredObject } from "./storedObject.ts";

export const noSuchKey = (key: string, headers: Record<string, string> = {}): S3Failure =>
  new S3Failure(404, "NoSuchKey", "The specified key does not exist.", { Key: key }, headers);

/** The object or version that a request names: Amazon S3 User Guide, "Working with delete markers". */
export function findObject({ bucket, key, request: { query, method } }: ObjectExchange): StoredObject {
  const versionId = query.get("versionId");
  if (versionId === undefined) {
    const object = bucket.get(key);
    if (object) return object;
    const marker = bucket.newest(key);
    throw noSuchKey(key, marker ? markerHeaders(marker) : {});
  }
  const version = findVersion(bucket, key, versionId);
  if (!version.deleteMarker) return version;
  const headers = { ...markerHeaders(version), allow: "DELETE", "last-modified": version.modified.toUTCString() };
  const message = "The specified method is not allowed against this resource.";
  throw new S3Failure(405, "MethodNotAllowed", message, { Method: method, ResourceType: "DeleteMarker" }, headers);
}

export function findVersion(bucket: Bucket, key: string, versionId: string): StoredObject {
  const version = bucket.version(key, versionId) ?? (versionId === "null" ? bucket.get(key) : undefined);
  if (version?.versionId === versionId) return version;
  throw new S3Failure(404, "NoSuchVersion", "The specified version does not exist.", {
    Key: key,
    VersionId: versionId,
  });
}

const markerHeaders = ({ versionId }: StoredObject): Record<string, string> => ({
  "x-amz-delete-marker": "true",
  "x-amz-version-id": versionId,
});

/** Sent once a bucket has ever had versioning. */
export function versionHeader({ versioning }: Bucket, { versionId }: StoredObject): Record<string, string> {
  return versioning ? { "x-amz-version-id": versionId } : {};
}
