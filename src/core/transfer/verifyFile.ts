import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { setImmediate as turn } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { Crc32c, Crc64Nvme } from "@aws-sdk/checksums/crc";
import type { EtagSupport, ReportedEtag } from "../client/etagSupport.ts";
import { S3Error } from "../errors/errors.ts";

/** What S3 reports about an object's bytes, in the responses of HeadObject and GetObject. */
export interface Checksums extends ReportedEtag {
  ChecksumType?: string | undefined;
  ChecksumCRC32?: string | undefined;
  ChecksumSHA1?: string | undefined;
  ChecksumSHA256?: string | undefined;
  ChecksumCRC64NVME?: string | undefined;
  ChecksumCRC32C?: string | undefined;
}

interface Running {
  update(bytes: Uint8Array): unknown;
  digest(): Promise<Uint8Array> | Uint8Array;
}

/** Fastest first. */
const CHECKSUMS: [name: Exclude<keyof Checksums, keyof ReportedEtag>, start: () => Running][] = [
  ["ChecksumCRC32", () => runningCrc32()],
  ["ChecksumSHA1", () => createHash("sha1")],
  ["ChecksumSHA256", () => createHash("sha256")],
  ["ChecksumCRC64NVME", () => new Crc64Nvme()],
  ["ChecksumCRC32C", () => new Crc32c()],
];

/** Bytes that are read or verified at once. */
const BLOCK = 1024 ** 2;

/**
 * Reads a file again and compares it with what S3 reports.
 * @returns see verifyBytes
 * @throws S3Error objectDamaged
 */
export function verifyFile(
  handle: FileHandle,
  key: string,
  checksums: Checksums,
  etags: EtagSupport,
): Promise<boolean> {
  return verifyBytes(blocksOf(handle, checksums.ContentLength), key, checksums, etags);
}

async function* blocksOf(handle: FileHandle, size = Number.POSITIVE_INFINITY): AsyncGenerator<Buffer> {
  const block = Buffer.allocUnsafe(Math.min(BLOCK, size));
  for (let at = 0; at < size; ) {
    const { bytesRead } = await handle.read(block, 0, block.length, at);
    if (bytesRead === 0) return;
    yield block.subarray(0, bytesRead);
    at += bytesRead;
  }
}

/**
 * Compares bytes with a checksum of the whole object, or else with the ETag if that is an MD5. Accepts all bytes if
 * there is neither.
 * @returns false if only the ETag differs, on a server whose ETags are not known to be MD5 digests
 * @throws S3Error objectDamaged
 */
export async function verifyBytes(
  blocks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  key: string,
  checksums: Checksums,
  etags: EtagSupport,
): Promise<boolean> {
  const verification = startVerification(key, checksums, etags);
  if (!verification) return true;
  for await (const block of blocks) await verification.update(block);
  return verification.end();
}

export interface Verification {
  /** Adds the next bytes of the object. Lets others work in between, since 8 MiB can take 50 ms. */
  update(bytes: Uint8Array): Promise<void>;
  /**
   * @returns see verifyBytes
   * @throws S3Error objectDamaged
   */
  end(): Promise<boolean>;
}

/**
 * Verifies bytes as they come; see verifyBytes.
 * @returns undefined if S3 reports nothing to verify them with
 */
export function startVerification(key: string, checksums: Checksums, etags: EtagSupport): Verification | undefined {
  const checksum = strongest(checksums, etags);
  if (!checksum) return undefined;
  const { running, expected, name, isCertain } = checksum;
  return {
    async update(bytes) {
      for (let at = 0; at < bytes.length; at += BLOCK) {
        if (at > 0) await turn();
        running.update(bytes.subarray(at, at + BLOCK));
      }
    },
    async end() {
      const isEqual = Buffer.from(await running.digest()).equals(expected);
      if (!isEqual && isCertain) throw new S3Error("objectDamaged", { key, by: name });
      return isEqual;
    },
  };
}

/** Whether S3 reports something to verify bytes with. */
export const hasChecksum = (checksums: Checksums, etags: EtagSupport): boolean =>
  strongest(checksums, etags) !== undefined;

function strongest(checksums: Checksums, etags: EtagSupport) {
  for (const [name, start] of CHECKSUMS) {
    const value = checksums[name];
    // A composite checksum, `…-3`, is made from the checksums of the parts.
    if (!value || value.includes("-") || checksums.ChecksumType === "COMPOSITE") continue;
    const expected = Buffer.from(value, "base64");
    return { name: name.replace("Checksum", ""), expected, running: start(), isCertain: true };
  }
  const md5 = etags.md5(checksums);
  return md5 && { ...md5, name: "MD5", expected: Buffer.from(md5.digest, "hex"), running: runningMd5() };
}

const runningMd5 = (): Running => createHash("md5");

function runningCrc32(): Running {
  let value = 0;
  return {
    update(bytes) {
      value = crc32(bytes, value);
    },
    digest() {
      const digest = Buffer.alloc(4);
      digest.writeUInt32BE(value);
      return digest;
    },
  };
}
