import assert from "node:assert/strict";
import { crc32 } from "node:zlib";

/** Signatures and sizes in bytes: PKWARE, APPNOTE.TXT 6.3.10. */
const END = 0x06054b50;
const END_SIZE = 22;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

/** The files in a ZIP file without compression, by name. Checks each checksum, and that no two names are equal. */
export function readZip(bytes: Buffer): Map<string, Buffer> {
  const end = bytes.length - END_SIZE;
  assert.equal(bytes.readUInt32LE(end), END);
  const count = bytes.readUInt16LE(end + 10);
  const files = new Map<string, Buffer>();
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    assert.equal(bytes.readUInt32LE(at), CENTRAL);
    assert.ok(bytes.readUInt16LE(at + 8) & 0x800, "the name is UTF-8");
    assert.equal(bytes.readUInt16LE(at + 10), 0, "the file is stored without compression");
    const [crc, size] = [bytes.readUInt32LE(at + 16), bytes.readUInt32LE(at + 24)];
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const name = bytes.toString("utf8", at + 46, at + 46 + nameLength);
    const local = bytes.readUInt32LE(at + 42);
    assert.equal(bytes.readUInt32LE(local), LOCAL);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = bytes.subarray(start, start + size);
    assert.equal(crc32(content), crc, name);
    assert.ok(!files.has(name), name);
    files.set(name, content);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return files;
}
