import { checkKey, MAX_KEY_BYTES } from "../address/location.ts";
import { markedFileName, safeFileName } from "../text/fileName.ts";

/**
 * The key for a file that a sender has named. Whatever the name is, the key is in the folder, and each of its segments
 * is a file name that every system accepts.
 * @param folder ends with a slash
 * @param name a relative path; can contain anything
 * @param count from 2 on, a number in the name
 * @throws S3Error keyTooLong if the folder leaves no room for a name
 */
export function collectedKey(folder: string, name: string, count: number): string {
  const segments = name.split("/").filter((segment) => !/^\.{0,2}$/.test(segment));
  const path = segments.map((segment) => safeFileName(segment));
  const last = path.pop() ?? "file";
  const mark = count > 1 ? ` (${count})` : "";
  const parent = folder + path.map((segment) => `${segment}/`).join("");
  const room = (prefix: string) => MAX_KEY_BYTES - Buffer.byteLength(prefix);
  // Rather without the sender's folders than with a name that is cut off.
  const prefix = room(parent) >= Buffer.byteLength(last + mark) ? parent : folder;
  return checkKey(prefix + markedFileName(last, mark, Math.min(room(prefix), MAX_SEGMENT_BYTES)));
}

/** File systems accept no longer names. */
const MAX_SEGMENT_BYTES = 255;
