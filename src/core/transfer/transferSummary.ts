import type { S3Error } from "../errors/errors.ts";

/** The outcome of a transfer of several items. */
export interface TransferSummary<Item> {
  done: number;
  /** Skipped because the user chose to. */
  skipped: number;
  failed: { item: Item; error: S3Error }[];
  /** Stored under a name that differs from the key. */
  renamed: { key: string; name: string }[];
  /** Kept although they differ from their ETags, which may not be MD5 digests. */
  unverified: Item[];
  /** Not transferred: links that lead elsewhere, sockets and the like. */
  leftOut: { file: string; error: S3Error }[];
}

export const newSummary = <Item>(): TransferSummary<Item> => ({
  done: 0,
  skipped: 0,
  failed: [],
  renamed: [],
  unverified: [],
  leftOut: [],
});
