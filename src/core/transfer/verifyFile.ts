import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { setImmediate as turn } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { Crc32c, Crc64Nvme } from "@aws-sdk/checksums/crc";
import { S3Error } from "../errors/errors.ts";

/** What S3 reports about an object's bytes, in the responses of HeadObject and GetObject. */
export interface Checksums {
  /** Bytes of the whole object. */
  ContentLength?: number | undefined;
  ETag?: string | undefined;
  ChecksumType?: string | undefined;
  ChecksumCRC32?: string | undefined;
  ChecksumSHA1?: string | undefined;
  ChecksumSHA256?: string | undefined;
  ChecksumCRC64NVME?: string | undefined;
  ChecksumCRC32C?: string | undefined;
  ServerSideEncryption?: string | undefined;
  SSECustomerAlgorithm?: string | undefined;
}

interface Running {
  update(bytes: Uint8Array): unknown;
  digest(): Promise<Uint8Array> | Uint8Array;
}

/** Fastest first. */
const CHECKSUMS: [name: Exclude<keyof Checksums, "ContentLength">, start: () => Running][] = [
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
 * @throws S3Error objectDamaged
 */
export function verifyFile(handle: FileHandle, key: string, checksums: Checksums): Promise<void> {
  return verifyBytes(blocksOf(handle, checksums.ContentLength), key, checksums);
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
 * @throws S3Error objectDamaged
 */
export async function verifyBytes(
  blocks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  key: string,
  checksums: Checksums,
): Promise<void> {
  const verification = startVerification(key, checksums);
  if (!verification) return;
  for await (const block of blocks) await verification.update(block);
  await verification.end();
}

export interface Verification {
  /** Adds the next bytes of the object. Lets others work in between, since 8 MiB can take 50 ms. */
  update(bytes: Uint8Array): Promise<void>;
  /** @throws S3Error objectDamaged */
  end(): Promise<void>;
}

/**
 * Verifies bytes as they come; see verifyBytes.
 * @returns undefined if S3 reports nothing to verify them with
 */
export function startVerification(key: string, checksums: Checksums): Verification | undefined {
  const checksum = strongest(checksums);
  if (!checksum) return undefined;
  const { running, expected, name } = checksum;
  return {
    async update(bytes) {
      for (let at = 0; at < bytes.length; at += BLOCK) {
        if (at > 0) await turn();
        running.update(bytes.subarray(at, at + BLOCK));
      }
    },
    async end() {
      if (!Buffer.from(await running.digest()).equals(expected)) throw new S3Error("objectDamaged", { key, by: name });
    },
  };
}

/** Whether S3 reports something to verify bytes with. */
export const hasChecksum = (checksums: Checksums): boolean => strongest(checksums) !== undefined;

function strongest(checksums: Checksums): { name: string; expected: Buffer; running: Running } | undefined {
  for (const [name, start] of CHECKSUMS) {
    const value = checksums[name];
    // A composite checksum, `…-3`, is made from the checksums of the parts.
    if (!value || value.includes("-") || checksums.ChecksumType === "COMPOSITE") continue;
    return { name: name.replace("Checksum", ""), expected: Buffer.from(value, "base64"), running: start() };
  }
  const md5 = md5Of(checksums);
  return md5 ? { name: "MD5", expected: Buffer.from(md5, "hex"), running: createHash("md5") } : undefined;
}

/**
 * Amazon S3 API Reference, "Object": the ETag is the MD5, unless the object was uploaded in parts or is encrypted with
 * a key of KMS or of the client.
 */
function md5Of({ ETag = "", ServerSideEncryption = "AES256", SSECustomerAlgorithm }: Checksums): string | undefined {
  if (ServerSideEncryption !== "AES256" || SSECustomerAlgorithm) return undefined;
  return /^"?([0-9a-f]{32})"?$/.exec(ETag)?.[1];
}

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
