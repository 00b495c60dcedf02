import type { App } from "../app.ts";
import { checkKey, type S3Location } from "../core/address/location.ts";
import { S3Error } from "../core/errors/errors.ts";
import { DEFAULT_PAGES_PREFIX } from "../core/share/sharePlace.ts";
import { markedFileName } from "../core/text/fileName.ts";
import { pagesPrefix } from "../host/settings.ts";

/**
 * Checks that what arrives is apart from pages, which hold live signatures, and from what other requests receive.
 * @throws S3Error folderOverlaps
 */
export function checkFolder({ shares }: App, { bucket }: Pick<S3Location, "bucket">, folder: string): void {
  const now = Date.now();
  const requests = shares
    .list()
    .filter((share) => share.kind === "request" && share.bucket === bucket && Date.parse(share.endsAt) > now);
  for (const other of [pagesPrefix(), DEFAULT_PAGES_PREFIX, ...requests.flatMap((share) => share.folder ?? [])])
    if (folder.startsWith(other) || other.startsWith(folder)) throw new S3Error("folderOverlaps", { folder, other });
}

/** Bytes: the folder of a visit, and the longest name of a file. */
const ROOM = 17 + 255;

/** @throws S3Error valueMissing, or keyTooLong if there would be no room for the names of files */
export function readFolder(text: string): string {
  if (text.trim() === "") throw new S3Error("valueMissing", {});
  const folder = text.endsWith("/") ? text : `${text}/`;
  checkKey(folder + "x".repeat(ROOM));
  return folder;
}

/** Bytes. */
const MAX_NAME = 200;
const MAX_COUNT = 100;
/** Milliseconds. */
const TIMEOUT = 5000;

/** A new folder for what arrives: the date and the title, and a number if such a folder exists. */
export async function newFolder(app: App, place: S3Location, title: string): Promise<string> {
  const { prefix = "" } = place;
  const parent = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
  const name = `${today()} ${title.replace(/[\p{Cc}/\\]+/gu, " ").trim()}`;
  for (let count = 1; ; count++) {
    const folder = `${parent}${markedFileName(name, count > 1 ? ` (${count})` : "", MAX_NAME)}/`;
    if (count === MAX_COUNT || (await isNew(app, place, folder))) return folder;
  }
}

function today(): string {
  const date = new Date();
  const [month, day] = [date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${date.getFullYear()}-${month}-${day}`;
}

/** What an earlier request has received would otherwise appear among the files of this one. */
async function isNew(app: App, place: S3Location, folder: string): Promise<boolean> {
  if (app.shares.list().some((share) => share.bucket === place.bucket && share.folder === folder)) return false;
  try {
    const bucket = await app.bucket(place);
    return (await bucket.firstPage(folder, AbortSignal.timeout(TIMEOUT))).objects.length === 0;
  } catch {
    // Not everyone who can request files is allowed to list the bucket.
    return true;
  }
}
