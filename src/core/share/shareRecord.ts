import type { Chosen } from "../ledger/sharedUntil.ts";
import { isRecord } from "../text/isRecord.ts";
import { placeOfPage } from "./sharePlace.ts";

/**
 * A page or a file request. It is stored next to the page as share.json and, with the connection, in the user's store.
 * Contains no link, signature or passphrase. Plain JSON.
 */
export interface ShareRecord {
  version: 1;
  id: string;
  kind: "page" | "request";
  title: string;
  bucket: string;
  /** Key of the page, or of a copy that is shared without a page. */
  page: string;
  /** ISO 8601. */
  createdAt: string;
  /** ISO 8601: when the last of what the page contains expires. */
  endsAt: string;
  /** Of a page: the folder of what it shares. */
  prefix?: string;
  /** Of a page: the number of objects. */
  count?: number;
  /** Of a page: the keys of the copies. */
  copies?: string[];
  /** Of a request: the prefix for the files that arrive. */
  folder?: string;
  /** Of a request: the open multipart uploads. */
  slots?: { key: string; uploadId: string }[];
  /** In versioned buckets, the version of each of these keys. */
  versions?: Record<string, string>;
}

/** A page can share any number of objects, but the user's store is small. */
export const MAX_CHOSEN = 100;

/** A record in the user's store. */
export interface KeptShare extends ShareRecord {
  /** Id of the connection. */
  connection: string;
  profile: string;
  /** AWS account ID, if known. */
  account?: string;
  /** ISO 8601: the newest arrival that the user has seen. */
  seenUntil?: string;
  /** Of a page: what was chosen for it, unless that were more than MAX_CHOSEN. Never stored next to the page. */
  chosen?: Chosen[];
}

/** As it is stored next to the page. */
export const recordText = (record: ShareRecord): string => `${JSON.stringify(record, undefined, 2)}\n`;

/**
 * Reads what may come from anyone who can write to the bucket. Each key of the result belongs to the page, so that
 * nothing else can be deleted by a record.
 * @returns undefined if the record is malformed
 */
export function readShareRecord(value: unknown): ShareRecord | undefined {
  if (!isRecord(value) || value.version !== 1) return undefined;
  const { id, kind, title, bucket, page, createdAt, endsAt } = value;
  if (typeof id !== "string" || !/^[0-9a-f]{32}$/.test(id)) return undefined;
  if (kind !== "page" && kind !== "request") return undefined;
  if (typeof title !== "string" || typeof bucket !== "string" || bucket === "") return undefined;
  const place = typeof page === "string" ? placeOfPage(page, id) : undefined;
  if (!place || !isTime(createdAt) || !isTime(endsAt)) return undefined;
  const { prefix, count, folder } = value;
  const copies = readList(value.copies, (key) => (isBelow(key, place.copies) ? key : undefined));
  const slots = readList(value.slots, (slot) => readSlot(slot, place.slots));
  const versions = readVersions(value.versions, place.prefix);
  if (copies === "malformed" || slots === "malformed" || versions === "malformed") return undefined;
  return {
    version: 1,
    id,
    kind,
    title,
    bucket,
    page: page as string,
    createdAt,
    endsAt,
    ...(typeof prefix === "string" && { prefix }),
    ...(Number.isSafeInteger(count) && (count as number) >= 0 && { count: count as number }),
    ...(copies && { copies }),
    ...(typeof folder === "string" && { folder }),
    ...(slots && { slots }),
    ...(versions && { versions }),
  };
}

/** The same for the user's own store. */
export function readKeptShare(value: unknown): KeptShare | undefined {
  const record = readShareRecord(value);
  if (!record || !isRecord(value)) return undefined;
  const { connection, profile, account, seenUntil } = value;
  const chosen = readList(value.chosen, readChosen);
  if (typeof connection !== "string" || typeof profile !== "string") return undefined;
  return {
    ...record,
    connection,
    profile,
    ...(typeof account === "string" && { account }),
    ...(isTime(seenUntil) && { seenUntil }),
    ...(chosen && chosen !== "malformed" && { chosen }),
  };
}

const isTime = (value: unknown): value is string => typeof value === "string" && !Number.isNaN(Date.parse(value));

function isBelow(key: unknown, prefix: string): key is string {
  return typeof key === "string" && key.startsWith(prefix) && key.length > prefix.length;
}

function readList<T>(value: unknown, read: (item: unknown) => T | undefined): T[] | "malformed" | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) return "malformed";
  const items = value.map(read);
  return items.includes(undefined) ? "malformed" : (items as T[]);
}

function readChosen(value: unknown): Chosen | undefined {
  if (!isRecord(value)) return undefined;
  const { key, prefix } = value;
  if (typeof key === "string") return { key };
  return typeof prefix === "string" ? { prefix } : undefined;
}

function readSlot(value: unknown, prefix: string): { key: string; uploadId: string } | undefined {
  if (!isRecord(value) || !isBelow(value.key, prefix)) return undefined;
  const { key, uploadId } = value;
  return typeof uploadId === "string" && uploadId !== "" ? { key, uploadId } : undefined;
}

function readVersions(value: unknown, prefix: string): Record<string, string> | "malformed" | undefined {
  if (value === undefined) return undefined;
  if (!isRecord(value)) return "malformed";
  const isVersion = ([key, version]: [string, unknown]) => isBelow(key, prefix) && typeof version === "string";
  return Object.entries(value).every(isVersion) ? (value as Record<string, string>) : "malformed";
}
