import { percentEncode } from "../text/percentEncode.ts";

/**
 * Percent-encodes the source in `x-amz-copy-source` and `x-amz-rename-source`, as S3 requires and boto3 does. The SDK
 * sends it unchanged. The source is plain text, `bucket/key`: `%20` in it means these three characters of a key. A
 * version is given by `?versionId=…` at the end.
 */
export function encodeSource(source: string): string {
  const [, path = "", version = ""] = /^(.*?)(\?versionId=[^?&]+)?$/s.exec(source) ?? [];
  return path.split("/").map(percentEncode).join("/") + version;
}

/** Encodes a source from its parts. The key may contain anything, even `?versionId=`. */
export function sourceOfKey(bucket: string, key: string, versionId?: string): string {
  const version = versionId ? `?versionId=${percentEncode(versionId)}` : "";
  return [bucket, ...key.split("/")].map(percentEncode).join("/") + version;
}
