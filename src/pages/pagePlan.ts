import type { App } from "../app.ts";
import { baseName, commonFolder } from "../core/address/location.ts";
import { forEachConcurrently } from "../core/async/concurrency.ts";
import type { Bucket } from "../core/bucket.ts";
import { cancellation, S3Error } from "../core/errors/errors.ts";
import type { Chosen } from "../core/ledger/sharedUntil.ts";
import { isArchived } from "../core/objects/archive.ts";
import { checkBucket } from "../core/share/checkBucket.ts";
import type { SharedObject } from "../core/share/sharePage.ts";
import { type ChosenPlace, titleOf, withoutCovered } from "../host/nodes/exportPlan.ts";
import { exportLimit, isPageKey } from "../host/settings.ts";

/** What a page will share. */
export interface PagePlan {
  bucket: Bucket;
  /** `s3://bucket/folder/`, or the number of places. */
  place: string;
  /** The title of the page, unless the user gives another. */
  title: string;
  base: string;
  chosen: Chosen[];
  objects: SharedObject[];
  /** Bytes. */
  size: number;
  /** How many objects are archived, according to their storage class. */
  archived: number;
  /** Whether there are more objects than the limit allows. */
  limited: boolean;
}

/**
 * Lists all objects of the chosen places, without folder markers and without what belongs to pages.
 * @throws S3Error severalBuckets, directoryBucket, nothingToExport, cancelled, …
 */
export async function planPage(app: App, chosen: ChosenPlace[], signal: AbortSignal): Promise<PagePlan> {
  const places = withoutCovered(chosen);
  const bucket = await bucketOf(app, places);
  const plan: PagePlan = {
    bucket,
    place: titleOf(places),
    title: pageTitle(places),
    base: commonFolder(places.map(({ key, prefix = "" }) => key ?? prefix)),
    chosen: places.map(({ key, prefix = "" }) => (key === undefined ? { prefix } : { key })),
    objects: [],
    size: 0,
    archived: 0,
    limited: false,
  };
  for (const place of places) await add(plan, place, signal);
  await findSizes(plan, signal);
  if (plan.objects.length === 0) throw new S3Error("nothingToExport", { place: plan.place });
  plan.size = plan.objects.reduce((sum, { size = 0 }) => sum + size, 0);
  return plan;
}

async function bucketOf(app: App, places: readonly ChosenPlace[]): Promise<Bucket> {
  const [first] = places as [ChosenPlace];
  if (places.some(({ connection, bucket }) => connection !== first.connection || bucket !== first.bucket))
    throw new S3Error("severalBuckets", {});
  const bucket = await app.bucket(first);
  checkBucket(bucket);
  return bucket;
}

async function add(plan: PagePlan, { key, prefix = "", versionId, object }: ChosenPlace, signal: AbortSignal) {
  if (key !== undefined) {
    const { size, storageClass } = object ?? {};
    const version = versionId === undefined ? {} : { versionId };
    return push(plan, [
      { key, ...version, ...(size !== undefined && { size }), ...(storageClass && { storageClass }) },
    ]);
  }
  for await (const page of plan.bucket.objects(prefix, { signal, leaveOut: isPageKey })) {
    if (signal.aborted) throw cancellation();
    push(
      plan,
      page.filter(({ key, size }) => !(size === 0 && key.endsWith("/"))),
    );
    if (plan.limited) return;
  }
}

function push(plan: PagePlan, found: readonly (SharedObject & { storageClass?: string })[]): void {
  const wanted = found.filter(({ key }) => !isPageKey(key));
  const taken = wanted.slice(0, exportLimit() - plan.objects.length);
  for (const { key, size, versionId, storageClass } of taken) {
    if (isArchived(storageClass)) plan.archived++;
    plan.objects.push({
      key,
      ...(size !== undefined && { size }),
      ...(versionId !== undefined && { versionId }),
    });
  }
  if (taken.length < wanted.length) plan.limited = true;
}

/** Requests at the same time. */
const CONCURRENCY = 8;

/** The sizes of objects that were given by their keys. @throws S3Error noSuchKey */
async function findSizes({ bucket, objects }: PagePlan, signal: AbortSignal): Promise<void> {
  const unknown = objects.filter(({ size }) => size === undefined);
  await forEachConcurrently(unknown, CONCURRENCY, async (object) => {
    const metadata = await bucket.findMetadata(object, signal);
    if (!metadata) throw new S3Error("noSuchKey", { bucket: bucket.name, key: object.key });
    object.size = metadata.ContentLength;
  });
}

/** The name of the only place, or of the folder that contains all of them. */
function pageTitle(places: readonly ChosenPlace[]): string {
  const [only] = places as [ChosenPlace];
  const folder = commonFolder(places.map(({ key, prefix = "" }) => key ?? prefix));
  const named = places.length === 1 ? (only.key ?? only.prefix ?? "") : folder;
  return named === "" ? only.bucket : baseName(named);
}
