import { percentEncode } from "../text/percentEncode.ts";

/**
 * Percent-encode what `x-amz-copy-source` and `x-amz-rename-source` name, as S3 demands and boto3 does; the SDK sends
 * it as it stands. The text is taken to be plain, `bucket/key`: `%20` in it means these three characters of a key.
 * A version is named by a closing `?versionId=…`.
 */
export function encodeSource(source: string): string {
  const [, path = "", version = ""] = /^(.*?)(\?versionId=[^?&]+)?$/s.exec(source) ?? [];
  return path.split("/").map(percentEncode).join("/") + version;
}

/** The same of an object whose key is known for one, whatever it holds. */
export function sourceOfKey(bucket: string, key: string, versionId?: string): string {
  const version = versionId ? `?versionId=${percentEncode(versionId)}` : "";
  return [bucket, ...key.split("/")].map(percentEncode).join("/") + version;
}
