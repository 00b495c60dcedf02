import { isRecord } from "../text/isRecord.ts";
import type { KeptShare } from "./shareRecord.ts";

/** Where files arrive. Each place takes one request to list. */
const PLACES = ["folder", "slots"] as const;
export type Place = (typeof PLACES)[number];

/** The last listing of a place. */
export interface PlaceSeen {
  /** ISO 8601. */
  checkedAt: string;
  /** ISO 8601: of the newest file. Absent if there is none. */
  newest?: string;
  /** Files that the user has not seen. */
  unseen: number;
}

/** What all windows remember about arrivals. Plain JSON. */
export interface ArrivalMemory {
  /** ISO 8601: when any window last requested a listing by itself. */
  requestedAt?: string;
  /** By request ID. */
  requests: Record<string, Partial<Record<Place, PlaceSeen>>>;
}

/** Milliseconds between two listings that no one has asked for, of all windows together. */
const INTERVAL = 5 * 60_000;

/** Milliseconds after its end during which uploads that were started before can still be completed. */
const GRACE = 15 * 60_000;

interface Listed {
  modified?: Date;
}

/** Whether a window may request a listing by itself. A time in the future comes from a clock that was set back. */
export function mayRequest({ requestedAt }: ArrivalMemory, now: Date): boolean {
  const age = now.getTime() - Date.parse(requestedAt ?? "");
  return !(age >= 0 && age < INTERVAL);
}

/**
 * The place to list next: of all requests that can still receive files, the one whose last listing is the oldest.
 * @returns undefined if there is none
 */
export function nextPlace(
  { requests }: ArrivalMemory,
  shares: readonly KeptShare[],
  now: Date,
): { share: KeptShare; place: Place } | undefined {
  const open = shares.filter(({ kind }) => kind === "request");
  const candidates = open.flatMap((share) =>
    placesOf(share).flatMap((place) => {
      const checkedAt = Date.parse(requests[share.id]?.[place]?.checkedAt ?? "") || 0;
      const end = Date.parse(share.endsAt) + GRACE;
      const isOver = end < now.getTime() && end < checkedAt;
      return isOver ? [] : [{ share, place, checkedAt }];
    }),
  );
  return candidates.sort((a, b) => a.checkedAt - b.checkedAt)[0];
}

export const placesOf = ({ slots = [] }: KeptShare): Place[] => (slots.length > 0 ? [...PLACES] : ["folder"]);

/** Remembers, before a listing is requested, that it will be, so that a failure does not repeat it at once. */
export function withAttempt(memory: ArrivalMemory, { id }: KeptShare, place: Place, now: Date): ArrivalMemory {
  const known = memory.requests[id];
  const checkedAt = now.toISOString();
  const places = { ...known, [place]: { unseen: 0, ...known?.[place], checkedAt } };
  return { requestedAt: checkedAt, requests: { ...memory.requests, [id]: places } };
}

/**
 * Remembers a listing of a place.
 * @returns also how many files are newer than all that were listed or seen before
 */
export function withListing(
  memory: ArrivalMemory,
  share: KeptShare,
  place: Place,
  files: readonly Listed[],
  now: Date,
): { memory: ArrivalMemory; arrived: number } {
  const known = memory.requests[share.id];
  const seen = timeOf(share.seenUntil ?? share.createdAt);
  const before = Math.max(seen, timeOf(known?.[place]?.newest));
  const times = files.map(({ modified }) => modified?.getTime() ?? 0);
  const newest = Math.max(0, ...times);
  const listed: PlaceSeen = {
    checkedAt: now.toISOString(),
    ...(newest > 0 && { newest: new Date(newest).toISOString() }),
    unseen: times.filter((time) => time > seen).length,
  };
  return {
    memory: { ...memory, requests: { ...memory.requests, [share.id]: { ...known, [place]: listed } } },
    arrived: times.filter((time) => time > before).length,
  };
}

/** @param seenId the request whose files the user has seen; requests that no longer exist are dropped */
export function withSeen(memory: ArrivalMemory, shares: readonly KeptShare[], seenId?: string): ArrivalMemory {
  const ids = new Set(shares.map(({ id }) => id));
  const kept = Object.entries(memory.requests).filter(([id]) => ids.has(id));
  const seen = ([id, places]: (typeof kept)[number]): (typeof kept)[number] =>
    id === seenId
      ? [id, Object.fromEntries(Object.entries(places).map(([place, each]) => [place, { ...each, unseen: 0 }]))]
      : [id, places];
  return { ...memory, requests: Object.fromEntries(kept.map(seen)) };
}

export const newestFirst = <F extends Listed>(files: readonly F[]): F[] =>
  files.toSorted((a, b) => (b.modified?.getTime() ?? 0) - (a.modified?.getTime() ?? 0));

/** How many files of a request the user has not seen. */
export function unseenOf({ requests }: ArrivalMemory, id: string): number {
  const { folder, slots } = requests[id] ?? {};
  return (folder?.unseen ?? 0) + (slots?.unseen ?? 0);
}

/** Reads what any version of the extension stored. */
export function readArrivalMemory(stored: unknown): ArrivalMemory {
  const { requestedAt, requests } = isRecord(stored) ? stored : {};
  const read = Object.entries(isRecord(requests) ? requests : {}).map(([id, places]) => {
    const known = PLACES.flatMap((place) => {
      const seen = readPlace(isRecord(places) ? places[place] : undefined);
      return seen ? [[place, seen] as const] : [];
    });
    return [id, Object.fromEntries(known)] as const;
  });
  return { ...(isTime(requestedAt) && { requestedAt }), requests: Object.fromEntries(read) };
}

function readPlace(value: unknown): PlaceSeen | undefined {
  if (!isRecord(value)) return undefined;
  const { checkedAt, newest, unseen } = value;
  if (!isTime(checkedAt) || !Number.isSafeInteger(unseen) || Number(unseen) < 0) return undefined;
  return { checkedAt, unseen: unseen as number, ...(isTime(newest) && { newest }) };
}

const isTime = (value: unknown): value is string => typeof value === "string" && !Number.isNaN(Date.parse(value));

const timeOf = (text: string | undefined): number => (text === undefined ? 0 : Date.parse(text));
