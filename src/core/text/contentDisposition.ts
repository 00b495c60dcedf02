import { create } from "content-disposition";

export type Disposition = "attachment" | "inline";

/**
 * A header value that S3 takes as `response-content-disposition`: Latin-1 only, with the true name in
 * `filename*` (RFC 6266, RFC 8187). Control characters, legal in a key, would end the header, and half a character has no
 * encoding: they become `_`.
 */
export function contentDisposition(type: Disposition, fileName: string): string {
  return create(fileName.replace(/[\p{Cc}\p{Cs}]/gu, "_"), { type });
}
