import { md5 } from "js-md5";

/** Bytes that are read at once. */
const CHUNK = 4 * 1024 ** 2;

/**
 * WebCrypto has no MD5, which S3 uses as ETag and in Content-MD5.
 * @throws DOMException AbortError, or NotReadableError if the file has changed
 */
export async function md5Of(bytes: Blob, signal: AbortSignal): Promise<{ hex: string; base64: string }> {
  const hasher = md5.create();
  for (let at = 0; at < bytes.size; at += CHUNK) {
    signal.throwIfAborted();
    hasher.update(await bytes.slice(at, at + CHUNK).arrayBuffer());
  }
  return { hex: hasher.hex(), base64: hasher.base64() };
}

/**
 * The ETag of an object that was uploaded in parts, which AWS, Ceph and others compute from those of its parts.
 * @returns undefined if these are not MD5s
 */
export function multipartEtag(etags: readonly string[]): string | undefined {
  const digests = etags.map((etag) => /^"?([0-9a-f]{32})"?$/.exec(etag)?.[1]);
  if (digests.includes(undefined)) return undefined;
  const bytes = digests.flatMap((digest = "") => digest.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
  return `"${md5.create().update(bytes).hex()}-${etags.length}"`;
}
