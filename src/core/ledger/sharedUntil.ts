import type { S3Location } from "../address/location.ts";
import { linkState, type SharedLink } from "./linkLedger.ts";

/** Objects that are shared by a page. */
export interface SharedByPage {
  connection: string;
  bucket: string;
  /** ISO 8601. */
  endsAt: string;
  /** Of the folder that contains all of them. */
  prefix?: string;
  /** What was chosen; absent if that is not known. */
  chosen?: readonly Chosen[];
}

/** An object, or everything under a prefix. */
export type Chosen = { key: string } | { prefix: string };

/**
 * `itself`: an object to which there is a link. `inside`: an object or folder in a folder or bucket that is shared.
 * `contents`: a folder or bucket of which objects are shared.
 */
export type SharedAs = "itself" | "inside" | "contents";

/** Milliseconds since 1970. */
type Ends = Map<string, number>;

/** When the last link to each object or folder expires. */
export class SharedUntil {
  readonly #objects: Ends = new Map();
  /** Everything in these folders is shared, as far as is known. */
  readonly #folders: { place: S3Location & { prefix: string }; end: number }[] = [];
  /** Something in these folders is shared. */
  readonly #contents: Ends = new Map();
  /** The time at which the next of these links expires; undefined without any. */
  readonly next: number | undefined;

  /** Links and pages that have expired do not count. */
  constructor(links: readonly SharedLink[], pages: readonly SharedByPage[], now: Date) {
    const validLinks = links.filter((link) => link.kind !== "post" && linkState(link, now) !== "ended");
    const validPages = pages.filter(({ endsAt }) => Date.parse(endsAt) > now.getTime());
    for (const { kind, connection, bucket = "", key, prefix, cloudFront, endsAt } of validLinks) {
      if (kind === "url" && key !== undefined) this.#add({ connection, bucket, key }, endsAt);
      else if (kind === "url" && cloudFront) this.#add({ connection, bucket, prefix: prefix ?? "" }, endsAt);
      else if (kind === "export") latest(this.#contents, { connection, bucket, prefix: prefix ?? "" }, endsAt);
    }
    for (const { connection, bucket, prefix = "", chosen, endsAt } of validPages) {
      for (const each of chosen ?? []) this.#add({ connection, bucket, ...each }, endsAt);
      if (!chosen) latest(this.#contents, { connection, bucket, prefix }, endsAt);
    }
    const ends = [...validLinks, ...validPages].map(({ endsAt }) => Date.parse(endsAt));
    this.next = ends.length > 0 ? Math.min(...ends) : undefined;
  }

  #add(place: S3Location, endsAt: string): void {
    const { key, prefix = "" } = place;
    if (key === undefined) this.#folders.push({ place: { ...place, prefix }, end: Date.parse(endsAt) });
    latest(key === undefined ? this.#contents : this.#objects, place, endsAt);
  }

  /**
   * @param place an object, a folder or a bucket
   * @returns undefined if nothing of it is shared
   */
  of(place: S3Location): { end: number; as: SharedAs } | undefined {
    const isObject = place.key !== undefined;
    const own = (isObject ? this.#objects : this.#contents).get(idOf(place)) ?? 0;
    const above = Math.max(0, ...this.#folders.filter((folder) => contains(folder.place, place)).map(({ end }) => end));
    if (own === 0 && above === 0) return undefined;
    return above > own ? { end: above, as: "inside" } : { end: own, as: isObject ? "itself" : "contents" };
  }
}

/** Whether a folder contains an object or another folder. */
function contains(
  folder: S3Location & { prefix: string },
  { connection, bucket, key, prefix = "" }: S3Location,
): boolean {
  if (connection !== folder.connection || bucket !== folder.bucket) return false;
  return key === undefined
    ? prefix !== folder.prefix && prefix.startsWith(folder.prefix)
    : key.startsWith(folder.prefix);
}

function latest(ends: Ends, place: S3Location, endsAt: string): void {
  const id = idOf(place);
  ends.set(id, Math.max(Date.parse(endsAt), ends.get(id) ?? 0));
}

const idOf = ({ connection, bucket, key, prefix = "" }: S3Location): string =>
  JSON.stringify(key === undefined ? [connection, bucket, "prefix", prefix] : [connection, bucket, "key", key]);
