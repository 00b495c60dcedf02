import type { Bucket } from "../bucket.ts";
import { S3Error } from "../errors/errors.ts";
import { smallObjectText } from "../objects/smallObject.ts";
import { placeOfPage, sharePlace } from "./sharePlace.ts";
import { readShareRecord, type ShareRecord } from "./shareRecord.ts";

/** Bytes. A page of 10,000 copies has a record of about 1 MB. */
const MAX_SIZE = 16 * 1024 ** 2;

/** The ID of the page that a key or prefix belongs to. */
const ID = /^(.*\/|)([0-9a-f]{32})\//s;

/**
 * Reads the record that is stored next to a page.
 * @param key of anything that belongs to the page
 * @throws S3Error unknownShare
 */
export async function readRecord(bucket: Bucket, key: string, signal?: AbortSignal): Promise<ShareRecord> {
  const [, pagesPrefix = "", id = key] = ID.exec(key) ?? [];
  const place = { bucket: bucket.name, key: sharePlace(pagesPrefix, id).record };
  const { request } = await bucket.access(signal);
  const text = await smallObjectText(request, place, MAX_SIZE, signal);
  const record = readShareRecord(parsed(text ?? ""));
  // A record is only about the page next to it.
  const isOwn = record?.bucket === bucket.name && placeOfPage(record.page, id)?.record === place.key;
  if (!record || !isOwn) throw new S3Error("unknownShare", { id });
  return record;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
