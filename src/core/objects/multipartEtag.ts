import { createHash } from "node:crypto";

/**
 * The ETag that an object gets from those of its parts, in their order, where ETags are made of MD5: Amazon S3 User Guide,
 * "Checking object integrity".
 */
export function multipartEtag(parts: string[]): string {
  const digests = parts.map((etag) => Buffer.from(etag.replaceAll('"', ""), "hex"));
  return `"${createHash("md5").update(Buffer.concat(digests)).digest("hex")}-${digests.length}"`;
}
