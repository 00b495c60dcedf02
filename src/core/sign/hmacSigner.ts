import { hash } from "node:crypto";
import { signingKey } from "./signingKey.ts";

/** Signs by the digest of a canonical request, in hexadecimal. */
export type SignDigest = (canonicalDigest: string) => string;

/**
 * Signature Version 4 with one secret and one scope. HMAC by RFC 2104, computed with two one-shot digests: a Hmac object
 * for each signature takes twice as long.
 * @param date `X-Amz-Date`
 * @param scope date, region, service and `aws4_request`
 */
export function hmacSigner(secret: string, date: string, scope: string[]): SignDigest {
  const key = signingKey(secret, scope);
  const message = Buffer.from(`AWS4-HMAC-SHA256\n${date}\n${scope.join("/")}\n`);
  const inner = Buffer.concat([padded(key, 0x36), message, Buffer.alloc(DIGEST_HEX)]);
  const outer = Buffer.concat([padded(key, 0x5c), Buffer.alloc(DIGEST)]);
  const hole = BLOCK + message.length;
  return (canonicalDigest) => {
    inner.write(canonicalDigest, hole, "latin1");
    outer.write(hash("sha256", inner, "binary"), BLOCK, "latin1");
    return hash("sha256", outer);
  };
}

/** Sizes of SHA-256 in bytes. */
const BLOCK = 64;
const DIGEST = 32;
const DIGEST_HEX = 64;

function padded(key: Buffer, pad: number): Buffer {
  const block = Buffer.alloc(BLOCK, pad);
  for (const [index, byte] of key.entries()) block[index] = byte ^ pad;
  return block;
}
