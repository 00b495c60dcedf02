import { randomBytes } from "node:crypto";
import { hasDotSegments } from "../address/location.ts";

/** Keys of one page and of what belongs to it. */
export interface SharePlace {
  /** Of all other keys. Ends with a slash. */
  prefix: string;
  /** The HTML page. */
  page: string;
  /** A record without secrets, by which the page can be withdrawn from another computer. */
  record: string;
  /** Prefix of the copies that the page links to. */
  copies: string;
  /** Prefix of the multipart uploads that the page continues. */
  slots: string;
}

export const DEFAULT_PAGES_PREFIX = ".s3-presign/";

/** Bytes of UTF-8. Leaves room for the rest of the longest key. */
const MAX_PREFIX_BYTES = 256;

/** 128 random bits as 32 hexadecimal digits. */
export const newShareId = (): string => randomBytes(16).toString("hex");

/**
 * The value of the setting `s3Presign.pagesPrefix`, always with a slash at its end. Without a value, or if browsers could
 * not open a page under it, it is the default.
 */
export function readPagesPrefix(setting: unknown): string {
  const given = typeof setting === "string" ? setting.trim().replace(/^\/+|\/+$/g, "") : "";
  const isUsable = given !== "" && Buffer.byteLength(given) <= MAX_PREFIX_BYTES && !hasDotSegments(given);
  return isUsable && !/\p{Cc}|\p{Cs}/u.test(given) ? `${given}/` : DEFAULT_PAGES_PREFIX;
}

export function sharePlace(pagesPrefix: string, id: string): SharePlace {
  const prefix = `${pagesPrefix}${id}/`;
  return {
    prefix,
    page: `${prefix}index.html`,
    record: `${prefix}share.json`,
    copies: `${prefix}copies/`,
    slots: `${prefix}slots/`,
  };
}

/**
 * The place of a page by its key, wherever the setting puts new pages now. A copy that is shared without a page takes its
 * place.
 * @returns undefined if it is not the key of a page with this ID
 */
export function placeOfPage(page: string, id: string): SharePlace | undefined {
  const [pagesPrefix = "", ...rest] = page.split(`${id}/`);
  const place = sharePlace(pagesPrefix, id);
  const isInside = page === place.page || (page.startsWith(place.copies) && page !== place.copies);
  return isInside && rest.length === 1 ? place : undefined;
}

/**
 * Whether a key or prefix belongs to pages. Pages contain live signatures, so exports, searches and copies leave them
 * out. The default prefix counts too, because pages from before a change of the setting may still be valid.
 */
export function isShareKey(key: string, pagesPrefix: string): boolean {
  return key.startsWith(pagesPrefix) || key.startsWith(DEFAULT_PAGES_PREFIX);
}
