import { createHash } from "node:crypto";

/**
 * The ETag of an object from the ETags of its parts, in order, on servers whose ETags are MD5: Amazon S3 User Guide,
 * "Checking object integrity".
 */
export function multipartEtag(parts: string[]): string {
  const digests = parts.map((etag) => Buffer.from(etag.replaceAll('"', ""), "hex"));
  return `"${createHash("md5").update(Buffer.concat(digests)).digest("hex")}-${digests.length}"`;
}
