import type { Bucket } from "../bucket.ts";
import { S3Error } from "../errors/errors.ts";
import { type RemovedPage, removePage } from "./removePage.ts";
import { placeOfPage } from "./sharePlace.ts";
import type { ShareRecord } from "./shareRecord.ts";
import { abortSlots } from "./slots.ts";

/** What can still be used after a page was withdrawn. */
export interface StillValid {
  /** `originals`: links to the shared objects themselves. `form`: the upload form of a request. */
  what: "originals" | "form";
  /** ISO 8601. */
  until: string;
}

export interface Withdrawn extends RemovedPage {
  stillValid: StillValid[];
}

/**
 * Removes a page or request with its copies, and aborts its slots. Links to copies then stop working. Links to originals and
 * forms, which anyone who has opened the page may have kept, remain valid until they expire.
 * @throws S3Error unknownShare, accessDenied, partsLeft, …
 */
export async function withdraw(bucket: Bucket, record: ShareRecord, signal?: AbortSignal): Promise<Withdrawn> {
  const { id, kind, page, copies = [], slots = [], versions = {}, endsAt } = record;
  const place = placeOfPage(page, id);
  if (!place) throw new S3Error("unknownShare", { id });
  const known = [page, ...copies, place.record].map((key) => {
    const versionId = versions[key];
    return { key, ...(versionId !== undefined && { versionId }) };
  });
  // In a versioned bucket, this hides the page at once.
  await bucket.deleteObjects([[{ key: page }]], signal ? { signal } : {});
  await abortSlots(bucket, slots, signal);
  const { removed, ...rest } = await removePage(bucket, place, known, signal);
  const isKept = rest.failed.some(({ key }) => key === page);
  const isOver = Date.parse(endsAt) <= Date.now();
  const what = kind === "request" ? "form" : copies.length === 0 ? "originals" : undefined;
  return {
    ...rest,
    removed: isKept || removed.includes(page) ? removed : [page, ...removed],
    stillValid: what && !isOver ? [{ what, until: endsAt }] : [],
  };
}
