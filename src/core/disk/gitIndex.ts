/** How Git identifies the objects of a repository. */
export type ObjectFormat = "sha1" | "sha256";

/** Bytes. */
const HASH_SIZE: Record<ObjectFormat, number> = { sha1: 20, sha256: 32 };
/** Bytes of an entry before its hash: times, device, inode, mode, owner and size. */
const BEFORE_HASH = 40;
const EXTENDED = 0x4000;

/**
 * Whether Git tracks a file: Git documentation, "gitformat-index". Reads versions 2 to 4.
 * @param index the content of `.git/index`
 * @param path from the root of the working tree, with slashes
 * @param format of the repository: the index does not contain it
 */
export function isInGitIndex(index: Buffer, path: string, format: ObjectFormat): boolean {
  const beforeFlags = BEFORE_HASH + HASH_SIZE[format];
  if (index.length < 12 || index.toString("latin1", 0, 4) !== "DIRC") return false;
  const [version, count] = [index.readUInt32BE(4), index.readUInt32BE(8)];
  const wanted = Buffer.from(path);
  let at = 12;
  let name = Buffer.alloc(0);
  for (let entry = 0; entry < count && at + beforeFlags + 2 < index.length; entry++) {
    const flags = index.readUInt16BE(at + beforeFlags);
    const start = at + beforeFlags + (flags & EXTENDED ? 4 : 2);
    const { kept, from } = version === 4 ? prefixOf(index, start, name.length) : { kept: 0, from: start };
    const end = index.indexOf(0, from);
    if (end < 0) return false;
    name = Buffer.concat([name.subarray(0, kept), index.subarray(from, end)]);
    if (name.equals(wanted)) return true;
    // Up to version 3, one to eight zero bytes make the length of an entry a multiple of eight.
    at = version === 4 ? end + 1 : at + Math.floor((end - at + 8) / 8) * 8;
  }
  return false;
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
