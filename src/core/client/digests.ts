import { createHash } from "node:crypto";

/** What identifies bytes that are not in memory. */
export interface Digests {
  /** Bytes. */
  length: number;
  crc32: number;
  /** In hexadecimal. */
  md5: string;
}

/** In hexadecimal. */
export const md5Of = (bytes: Uint8Array | Digests): string =>
  bytes instanceof Uint8Array ? createHash("md5").update(bytes).digest("hex") : bytes.md5;
