/** How Git identifies the objects of a repository. */
export type ObjectFormat = "sha1" | "sha256";

/** Bytes. */
const HASH_SIZE: Record<ObjectFormat, number> = { sha1: 20, sha256: 32 };
/** Bytes of an entry before its hash: times, device, inode, mode, owner and size. */
const BEFORE_HASH = 40;
const EXTENDED = 0x4000;

/** What an index shows about a file. */
export interface IndexSearch {
  /** Of the file's entry, counted from 0; -1 if it has none. */
  position: number;
  /** Where the other entries are, if the index is split and has no entry for the file. */
  shared?: SharedIndex;
}

export interface SharedIndex {
  /** In the name of its file, `sharedindex.<hash>`. */
  hash: string;
  /** Whether its entry at a position is no longer tracked. */
  isRemoved(position: number): boolean;
}

/**
 * Looks for a file in an index: Git documentation, "gitformat-index". Reads versions 2 to 4.
 * @param index the content of `.git/index`, or of a shared index
 * @param path from the root of the working tree, with slashes
 * @param format of the repository: the index does not contain it
 */
export function searchGitIndex(index: Buffer, path: string, format: ObjectFormat): IndexSearch {
  const beforeFlags = BEFORE_HASH + HASH_SIZE[format];
  const none = { position: -1 };
  if (index.length < 12 || index.toString("latin1", 0, 4) !== "DIRC") return none;
  const [version, count] = [index.readUInt32BE(4), index.readUInt32BE(8)];
  const wanted = Buffer.from(path);
  let at = 12;
  // Written over for each entry, since an index can have a million of them.
  let name = Buffer.alloc(4096);
  let length = 0;
  for (let position = 0; position < count; position++) {
    if (at + beforeFlags + 2 >= index.length) return none;
    const flags = index.readUInt16BE(at + beforeFlags);
    const start = at + beforeFlags + (flags & EXTENDED ? 4 : 2);
    const { kept, from } = version === 4 ? prefixOf(index, start, length) : { kept: 0, from: start };
    const end = index.indexOf(0, from);
    if (end < 0) return none;
    length = kept + end - from;
    if (length > name.length) name = Buffer.concat([name], 2 * length);
    index.copy(name, kept, from, end);
    if (length === wanted.length && name.compare(wanted, 0, length, 0, length) === 0) return { position };
    // Up to version 3, one to eight zero bytes make the length of an entry a multiple of eight.
    at = version === 4 ? end + 1 : at + Math.floor((end - at + 8) / 8) * 8;
  }
  const shared = sharedIndex(extension(index.subarray(at), "link"), HASH_SIZE[format]);
  return { ...none, ...(shared && { shared }) };
}

/** In version 4, a name starts with a number: how many bytes of the name before it to cut off at its end. */
function prefixOf(index: Buffer, start: number, length: number): { kept: number; from: number } {
  let from = start;
  let byte = index[from++] ?? 0;
  let cut = byte & 0x7f;
  while (byte & 0x80) {
    byte = index[from++] ?? 0;
    cut = (cut + 1) * 128 + (byte & 0x7f);
  }
  return { kept: Math.max(0, length - cut), from };
}

/** The content of an extension, after the entries; empty if there is none. */
function extension(rest: Buffer, wanted: string): Buffer {
  for (let at = 0; at + 8 <= rest.length; at += 8 + rest.readUInt32BE(at + 4)) {
    const content = at + 8;
    if (rest.toString("latin1", at, at + 4) === wanted)
      return rest.subarray(content, content + rest.readUInt32BE(at + 4));
  }
  return Buffer.alloc(0);
}

/** Git documentation, "gitformat-index": the extension of a split index. A hash of zeros means that it has no other part. */
function sharedIndex(link: Buffer, hashSize: number): SharedIndex | undefined {
  const hash = link.subarray(0, hashSize);
  if (hash.length < hashSize || hash.every((byte) => byte === 0)) return undefined;
  return { hash: hash.toString("hex"), isRemoved: (position) => isInBitmap(link.subarray(hashSize), position) };
}

/** Git documentation, "gitformat-bitmap", appendix A: runs of equal words of 64 bits, each followed by literal words. */
function isInBitmap(bitmap: Buffer, position: number): boolean {
  const wordAt = (index: number) => (bitmap.length < 16 + index * 8 ? 0n : bitmap.readBigUInt64BE(8 + index * 8));
  const count = bitmap.length < 8 ? 0 : bitmap.readUInt32BE(4);
  let left = Math.floor(position / 64);
  for (let index = 0; index < count; ) {
    const marker = wordAt(index);
    const [run, literals] = [Number((marker >> 1n) & 0xffffffffn), Number(marker >> 33n)];
    if (left < run) return (marker & 1n) === 1n;
    left -= run;
    if (left < literals) return ((wordAt(index + 1 + left) >> BigInt(position % 64)) & 1n) === 1n;
    left -= literals;
    index += 1 + literals;
  }
  return false;
}
