import type { ObjectInBucket } from "../address/location.ts";
import type { Bucket } from "../bucket.ts";
import { isNotImplemented } from "../client/unsupported.ts";
import { asS3Error, isS3Error, S3Error } from "../errors/errors.ts";
import type { DeleteFailure, DeleteOptions } from "../objects/deleteObjects.ts";
import { allVersions } from "../objects/versions.ts";
import type { SharePlace } from "./sharePlace.ts";

export interface RemovedPage {
  removed: string[];
  failed: DeleteFailure[];
  /** Those that can still be read, because no delete marker hides them either. */
  visible: DeleteFailure[];
  /** Keys of files that have arrived in slots, which are kept. */
  arrived: string[];
}

/** An object or version. A delete marker has no bytes. */
type Entry = ObjectInBucket & { deleteMarker?: boolean };

/**
 * Removes everything that belongs to a page, with all versions, and its record last, so that a removal that was
 * interrupted can be repeated. What has arrived for a request is kept.
 * @param known what exists, for connections that are not allowed to list it
 */
export async function removePage(
  bucket: Bucket,
  { prefix, record, slots }: SharePlace,
  known: readonly ObjectInBucket[],
  signal?: AbortSignal,
): Promise<RemovedPage> {
  const options = signal ? { signal } : {};
  const all = await listed(bucket, prefix, known, signal);
  const arrived = arrivedIn(slots, all);
  // The manifest of a file that has arrived has its name.
  const entries = all.filter(({ key }) => !arrived.has(key.replace(/\.json$/, "")));
  const isRecord = ({ key }: ObjectInBucket) => key === record;
  const ordered = [...entries.filter((entry) => !isRecord(entry)), ...entries.filter(isRecord)];
  const { failed, visible } = await deleteOrHide(bucket, ordered, options);
  const kept = new Set(failed.map(({ key }) => key));
  const removed = new Set(entries.map(({ key }) => key).filter((key) => !kept.has(key)));
  return { removed: [...removed], failed, visible, arrived: [...arrived] };
}

/**
 * Removes what was stored of a page that can't be used.
 * @param remove see removePage and deleteOrHide
 * @returns the failure, or S3Error pageLeft if something can still be read
 */
export async function afterRemoval(
  { name, connection }: Bucket,
  { prefix }: SharePlace,
  failure: unknown,
  remove: () => Promise<Pick<RemovedPage, "visible">>,
): Promise<unknown> {
  // A removal before this one may have failed.
  const cause = isS3Error(failure) && failure.code === "pageLeft" ? failure.cause : failure;
  const at = { connection: connection.id, bucket: name, prefix };
  const left = (code: string) => new S3Error("pageLeft", { ...at, code }, { cause });
  try {
    const [first] = (await remove()).visible;
    return first ? left(first.code) : cause;
  } catch (error) {
    return left(asS3Error(error).code);
  }
}

/**
 * Deletes objects or versions. A version may be locked. A delete marker hides it, also if an earlier one was removed with
 * the other versions.
 */
export async function deleteOrHide(
  bucket: Bucket,
  objects: ObjectInBucket[],
  options: DeleteOptions = {},
): Promise<Pick<RemovedPage, "failed" | "visible">> {
  const { failed } = await bucket.deleteObjects([objects], options);
  const hasVersion = ({ versionId }: ObjectInBucket) => versionId !== undefined;
  const locked = new Set(failed.filter(hasVersion).map(({ key }) => key));
  const hidden = await bucket.deleteObjects([[...locked].map((key) => ({ key }))], options);
  return { failed, visible: [...failed.filter((failure) => !hasVersion(failure)), ...hidden.failed] };
}

function arrivedIn(slots: string, entries: readonly Entry[]): Set<string> {
  const isFile = ({ key, deleteMarker }: Entry) => key.startsWith(slots) && !key.endsWith(".json") && !deleteMarker;
  return new Set(entries.filter(isFile).map(({ key }) => key));
}

async function listed(
  bucket: Bucket,
  prefix: string,
  known: readonly ObjectInBucket[],
  signal: AbortSignal | undefined,
): Promise<Entry[]> {
  const { request: send } = await bucket.access(signal);
  const entries = async (pages: AsyncIterable<Entry[]>) => {
    const found: Entry[] = [];
    for await (const page of pages)
      for (const { key, versionId, deleteMarker = false } of page)
        found.push({ key, deleteMarker, ...(versionId && { versionId }) });
    return found;
  };
  const isLacking = (error: unknown) => isNotImplemented(error) || (isS3Error(error) && error.code === "accessDenied");
  try {
    return await entries(allVersions(send, { bucket: bucket.name, prefix }, signal));
  } catch (error) {
    if (!isLacking(error)) throw error;
  }
  try {
    return [...known, ...(await entries(bucket.objects(prefix, signal ? { signal } : {})))];
  } catch (error) {
    if (!isLacking(error)) throw error;
    return [...known];
  }
}
