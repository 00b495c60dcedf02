import { percentEncode } from "../text/percentEncode.ts";

/**
 * Percent-encodes the source in `x-amz-copy-source`, as S3 requires and boto3 does. The SDK sends it unchanged. The
 * source is plain text, `bucket/key`: `%20` in it means these three characters of a key. A version is given by
 * `?versionId=…` at the end.
 */
export function encodeSource(source: string): string {
  const [, path = "", version = ""] = /^(.*?)(\?versionId=[^?&]+)?$/s.exec(source) ?? [];
  return encodeKey(path) + version;
}

/** Percent-encodes all but the slashes, as for the source in `x-amz-rename-source`, which names no version. */
export function encodeKey(key: string): string {
  return key.split("/").map(percentEncode).join("/");
}

/**
 * Encodes a source from its parts. The key may contain anything, even `?versionId=`. An access point is followed by
 * `/object`, and an Outpost is named without its access point: Amazon S3 API Reference, "CopyObject".
 */
export function sourceOfKey(bucket: string, key: string, versionId?: string): string {
  const version = versionId ? `?versionId=${percentEncode(versionId)}` : "";
  const isArn = bucket.startsWith("arn:");
  const place = isArn ? bucket.replace(/(:outpost[/:][^/:]+)[/:]accesspoint[/:].+$/, "$1") : bucket;
  return `${percentEncode(place)}${isArn ? "/object" : ""}/${encodeKey(key)}${version}`;
}
