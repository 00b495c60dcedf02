import type { Bucket } from "../bucket.ts";
import type { ObjectEntry } from "../client/pages.ts";
import { newestFirst } from "./arrivalPlan.ts";
import { readManifest } from "./readManifest.ts";
import type { ShareRecord } from "./shareRecord.ts";
import { type UnfinishedFile, unfinishedFiles } from "./unfinished.ts";

/** A file that came for a request. Anyone who has the page can have given it any name. */
export interface ArrivedFile {
  key: string;
  /** Relative path, as the sender chose it. For a slot whose manifest does not fit its object, the end of the key. */
  name: string;
  /** Bytes. */
  size: number;
  modified?: Date;
  /** Whether it is in a slot, from which Collect can copy it. */
  inSlot: boolean;
}

export interface Arrived {
  /** Newest first. */
  files: ArrivedFile[];
  /** Whether there are more. */
  hasMore: boolean;
}

/** Everything that came for a request. */
export interface AllArrived extends Arrived {
  unfinished: UnfinishedFile[];
}

/**
 * The files in a request's folder and in its slots. One request to list each of the two, two for each completed slot,
 * and up to three for each open one.
 * @throws S3Error accessDenied, …
 */
export async function arrivedFiles(bucket: Bucket, record: ShareRecord, signal: AbortSignal): Promise<AllArrived> {
  const inFolder = await arrivedInFolder(bucket, record, signal);
  const completed = await completedSlots(bucket, record, signal);
  const { request: send } = await bucket.access(signal);
  const slots = completed.map(async (entry) => {
    const [manifest, metadata] = await Promise.all([
      readManifest(send, { bucket: bucket.name, key: entry.key }, signal),
      bucket.findMetadata({ key: entry.key }, signal),
    ]);
    const isNamed = manifest && metadata && describes(manifest, metadata);
    return { ...inSlot(entry), ...(isNamed && { name: manifest.name }) };
  });
  const files = newestFirst([...inFolder.files, ...(await Promise.all(slots))]);
  const complete = new Set(completed.map(({ key }) => key));
  const open = (record.slots ?? []).filter(({ key }) => !complete.has(key));
  return { ...inFolder, files, unfinished: await unfinishedFiles(bucket, open, signal) };
}

/** The first thousand files of the folder, in one request. */
export async function arrivedInFolder(
  bucket: Bucket,
  { folder = "" }: ShareRecord,
  signal: AbortSignal,
): Promise<Arrived> {
  const { objects, next } = await bucket.firstPage(folder, signal);
  const files = objects.filter(({ key }) => !key.endsWith("/"));
  return { files: newestFirst(files.map((entry) => inFolder(entry, folder))), hasMore: next !== undefined };
}

/** The completed slots in one request, without the names of their files. */
export async function arrivedInSlots(bucket: Bucket, record: ShareRecord, signal: AbortSignal): Promise<Arrived> {
  const completed = await completedSlots(bucket, record, signal);
  return { files: newestFirst(completed.map(inSlot)), hasMore: false };
}

/** Whether a manifest was written for this very object. Some servers leave out the quotation marks. */
export function describes(
  { etag, size }: { etag?: string; size: number },
  { ETag, ContentLength }: { ETag: string; ContentLength: number },
): boolean {
  const bare = (text: string) => text.replaceAll('"', "");
  return etag !== undefined && bare(etag) !== "" && bare(etag) === bare(ETag) && size === ContentLength;
}

async function completedSlots(bucket: Bucket, { slots = [] }: ShareRecord, signal: AbortSignal) {
  const keys = new Set(slots.map(({ key }) => key));
  const [first] = keys;
  if (first === undefined) return [];
  const { objects } = await bucket.firstPage(first.slice(0, first.lastIndexOf("/") + 1), signal);
  return objects.filter(({ key }) => keys.has(key));
}

/** The page stores each file below a folder with a random name, one for each visit. */
const VISIT = /^[0-9a-f]{16}\/(?=.)/s;

function inFolder({ key, size, modified }: ObjectEntry, folder: string): ArrivedFile {
  const name = key.slice(folder.length).replace(VISIT, "");
  return { key, name, size, ...(modified && { modified }), inSlot: false };
}

function inSlot({ key, size, modified }: ObjectEntry): ArrivedFile {
  const name = key.slice(key.lastIndexOf("/") + 1);
  return { key, name, size, ...(modified && { modified }), inSlot: true };
}
