import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

export const CHECKSUMS = ["crc32", "crc32c", "sha1", "sha256"] as const;
export type ChecksumName = (typeof CHECKSUMS)[number];

/** Amazon S3 User Guide, "Checking object integrity". */
export interface Checksum {
  name: ChecksumName;
  /** Base64; a composite one is followed by `-` and the number of parts. */
  value: string;
  type: "FULL_OBJECT" | "COMPOSITE";
}

export interface RunningChecksum {
  update(bytes: Buffer): void;
  digest(): Buffer;
}

export function runningChecksum(name: ChecksumName): RunningChecksum {
  if (name === "sha1" || name === "sha256") {
    const hash = createHash(name);
    return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
  }
  const step = name === "crc32" ? crc32 : crc32c;
  let value = 0;
  return {
    update(bytes) {
      value = step(bytes, value);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
  };
}

export function checksumOf(name: ChecksumName, bytes: Buffer): string {
  const running = runningChecksum(name);
  running.update(bytes);
  return running.digest().toString("base64");
}

/** A checksum of the parts' checksums, which S3 gives to a multipart object. */
export function composite(name: ChecksumName, values: string[]): Checksum {
  const bytes = Buffer.concat(values.map((value) => Buffer.from(value, "base64")));
  return { name, value: `${checksumOf(name, bytes)}-${values.length}`, type: "COMPOSITE" };
}

export const checksumLength: Record<ChecksumName, number> = { crc32: 4, crc32c: 4, sha1: 20, sha256: 32 };

export const isChecksumName = (name: string): name is ChecksumName => (CHECKSUMS as readonly string[]).includes(name);

/** The Castagnoli polynomial, reversed: RFC 3720, appendix B.4. */
const CASTAGNOLI = 0x82f63b78;
const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ CASTAGNOLI : value >>> 1;
  return value;
});

function crc32c(bytes: Buffer, before: number): number {
  let value = ~before;
  for (const byte of bytes) value = (TABLE[(value ^ byte) & 0xff] as number) ^ (value >>> 8);
  return ~value >>> 0;
}
