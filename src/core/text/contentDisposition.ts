import { create } from "content-disposition";

export type Disposition = "attachment" | "inline";

/**
 * A value that S3 accepts as `response-content-disposition`: Latin-1 only, with the full name in `filename*` (RFC 6266,
 * RFC 8187). Control characters, which are legal in a key, would end the header, and unpaired surrogates have no
 * encoding: both become `_`.
 */
export function contentDisposition(type: Disposition, fileName: string): string {
  return create(fileName.replace(/[\p{Cc}\p{Cs}]/gu, "_"), { type });
}
