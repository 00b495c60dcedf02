import { trimEnd } from "./trimEnd.ts";

/** Bytes. NAME_MAX of Linux file systems; Windows and macOS count characters. */
const MAX_FILE_NAME_BYTES = 255;

/**
 * The last part of a key as a file name that every system accepts and that stays in its folder. It contains no slash,
 * no `..`, no character or name that Windows reserves ("Naming Files, Paths, and Namespaces"), and no character that
 * changes the reading direction, which can disguise an extension.
 */
export function safeFileName(key: string, maxBytes = MAX_FILE_NAME_BYTES): string {
  const last = trimEnd(key, "/").split("/").at(-1) as string;
  const plain = trimEnd(last.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\\:*?"<>|]/gu, "_"), ". ");
  const free = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³]) *(\.|$)/i.test(plain) ? `_${plain}` : plain;
  return (byteLength(free) <= maxBytes ? free : markedFileName(free, "", maxBytes)) || "download";
}

/** The name with a mark before its extension, within `maxBytes`. A name such as `.env` has no extension. */
export function markedFileName(name: string, mark: string, maxBytes = MAX_FILE_NAME_BYTES): string {
  const extension = /.(\.[^.]{1,16})$/s.exec(name)?.[1] ?? "";
  const ending = `${mark}${extension}`;
  const room = maxBytes - byteLength(ending);
  const stem = new TextEncoder().encode(name.slice(0, name.length - extension.length)).subarray(0, room);
  // A character that was cut in half becomes U+FFFD. Without an ending, the cut may leave a space or a dot at the end.
  const whole = new TextDecoder("utf-8", { ignoreBOM: true }).decode(stem).replace(/\ufffd+$/, "");
  return ending ? whole + ending : trimEnd(whole, ". ");
}

/** Bytes of UTF-8. Unlike Buffer, this also works in the browser of a recipient. */
const byteLength = (text: string): number => new TextEncoder().encode(text).length;
