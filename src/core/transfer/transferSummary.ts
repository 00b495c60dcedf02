import type { S3Error } from "../errors/errors.ts";

/** How a transfer of many went. */
export interface TransferSummary<Item> {
  done: number;
  /** Left alone because the user said so. */
  skipped: number;
  failed: { item: Item; error: S3Error }[];
  /** Stored under another name than the key says. */
  renamed: { key: string; name: string }[];
  /** Not taken along: links that lead elsewhere, sockets and the like. */
  leftOut: { file: string; error: S3Error }[];
}

export const newSummary = <Item>(): TransferSummary<Item> => ({
  done: 0,
  skipped: 0,
  failed: [],
  renamed: [],
  leftOut: [],
});
