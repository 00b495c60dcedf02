import {
  type DeleteMarkerEntry,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
} from "@aws-sdk/client-s3";
import type { KeyPlace } from "../address/location.ts";
import type { EncodingSupport } from "../client/encodingSupport.ts";
import { checkProgress, rejectRepeats } from "../client/listingProgress.ts";
import {
  checkPrefix,
  entriesOf,
  foldersOf,
  keyOf,
  type ListedPlace,
  type ObjectEntry,
  sizeOf,
} from "../client/pages.ts";
import type { Send } from "../client/send.ts";
import { isNotImplemented, isUnsupported } from "../client/unsupported.ts";
import { S3Error } from "../errors/errors.ts";
import { compareKeys } from "../text/compareKeys.ts";

export interface VersionEntry {
  key: string;
  versionId: string;
  isLatest: boolean;
  /** A delete marker hides the key and has no bytes. */
  deleteMarker: boolean;
  /** Bytes. */
  size: number;
  modified?: Date;
  storageClass?: string;
  etag?: string;
}

export interface VersionPage {
  folders: string[];
  /** In key order; for each key, the newest version first. */
  versions: VersionEntry[];
  next?: string;
}

/** One request: at most 1,000 versions, delete markers and folders. */
export async function versionPage(
  send: Send,
  place: ListedPlace,
  token?: string,
  signal?: AbortSignal,
): Promise<VersionPage> {
  const { bucket, prefix = "", recursive = false } = place;
  const [KeyMarker, VersionIdMarker] = token ? (JSON.parse(token) as [string, string | undefined]) : [];
  const range = {
    Bucket: bucket,
    Prefix: prefix,
    ...(!recursive && { Delimiter: "/" }),
    ...(KeyMarker && { KeyMarker }),
    ...(VersionIdMarker && { VersionIdMarker }),
  };
  const listRaw = async () => foldersOf(await send(new ListObjectVersionsCommand(range), signal));
  const list = (encoded: { EncodingType?: "url" }) => async () => {
    let page: VersionPage | undefined;
    await send(new ListObjectVersionsCommand({ ...range, ...encoded }), signal, {
      read: async (response) => {
        page = await readPage(response, place, send.encoding, listRaw);
        checkProgress("ListObjectVersions", token, page.next, bucket);
      },
    });
    return page as VersionPage;
  };
  // A server without the operation would refuse it again.
  const isLacking = (error: unknown) => isUnsupported(error) && !isNotImplemented(error) && !token;
  return send.operations.attempt("EncodingType", bucket, list({ EncodingType: "url" }), list({}), isLacking);
}

async function readPage(
  response: ListObjectVersionsCommandOutput,
  { bucket, prefix = "" }: ListedPlace,
  encoding: EncodingSupport,
  listRaw: () => Promise<string[]>,
): Promise<VersionPage> {
  const { NextKeyMarker, NextVersionIdMarker, IsTruncated } = response;
  const [stored, markers] = [entriesOf(response.Versions), entriesOf(response.DeleteMarkers)];
  const entries = [...stored, ...markers];
  const listed = { keys: entries.map(keyOf), folders: foldersOf(response) };
  const isEncoded = response.EncodingType === "url";
  const names = isEncoded ? await encoding.decode(listed, prefix, listRaw) : listed;
  checkPrefix(names, prefix);
  const versions = entries.map((entry, index) =>
    versionEntry(names.keys[index] as string, entry, index >= stored.length),
  );
  // The last key is no substitute: it may have more versions, and the SDK does not keep their order.
  if (IsTruncated && !NextKeyMarker) throw new S3Error("listingStuck", { operation: "ListObjectVersions", bucket });
  const marker = NextKeyMarker && isEncoded ? encoding.decodeMarker(NextKeyMarker, names) : NextKeyMarker;
  return {
    folders: names.folders,
    versions: versions.sort(inOrder),
    ...(IsTruncated && { next: JSON.stringify([marker, NextVersionIdMarker]) }),
  };
}

function versionEntry(key: string, entry: ObjectVersion | DeleteMarkerEntry, deleteMarker: boolean): VersionEntry {
  const { VersionId = "null", IsLatest = false, LastModified } = entry;
  const { Size, StorageClass, ETag }: ObjectVersion = deleteMarker ? {} : entry;
  return {
    key,
    versionId: VersionId,
    isLatest: IsLatest,
    deleteMarker,
    size: sizeOf(Size),
    ...(LastModified && { modified: LastModified }),
    ...(StorageClass && { storageClass: StorageClass }),
    ...(ETag && { etag: ETag }),
  };
}

/** The SDK returns versions and markers in separate lists, so their order relative to each other is lost. */
function inOrder(a: VersionEntry, b: VersionEntry): number {
  const byKey = compareKeys(a.key, b.key);
  if (byKey !== 0) return byKey;
  if (a.isLatest !== b.isLatest) return a.isLatest ? -1 : 1;
  return (b.modified?.getTime() ?? 0) - (a.modified?.getTime() ?? 0);
}

/** All versions and delete markers under a prefix, one page at a time. */
export async function* allVersions(
  send: Send,
  at: Omit<ListedPlace, "recursive">,
  signal?: AbortSignal,
): AsyncGenerator<VersionEntry[]> {
  const checkNew = rejectRepeats("ListObjectVersions");
  let token: string | undefined;
  do {
    const page = await versionPage(send, { ...at, recursive: true }, token, signal);
    yield page.versions;
    token = page.next;
    if (token) checkNew(token);
  } while (token);
}

/** A version, a delete marker, or an object on a server that does not list versions. */
export type StoredEntry = Pick<VersionEntry, "key" | "size"> & { versionId?: string };

/**
 * Everything in a bucket, one page at a time.
 * @param objects lists the objects, for a server that does not list versions
 */
export async function* everythingIn(
  send: Send,
  bucket: string,
  objects: () => AsyncIterable<ObjectEntry[]>,
  signal?: AbortSignal,
): AsyncGenerator<StoredEntry[]> {
  let isFirst = true;
  try {
    for await (const page of allVersions(send, { bucket }, signal)) {
      isFirst = false;
      yield page;
    }
  } catch (error) {
    if (!isFirst || !isNotImplemented(error)) throw error;
    yield* objects();
  }
}

/** The versions of exactly one key, without other keys that start with it. */
export async function versionsOf(send: Send, { bucket, key }: KeyPlace, signal?: AbortSignal): Promise<VersionEntry[]> {
  const found: VersionEntry[] = [];
  for await (const page of allVersions(send, { bucket, prefix: key }, signal)) {
    found.push(...page.filter((version) => version.key === key));
    // In key order, a key comes before all others that start with it.
    if (page.some((version) => version.key !== key)) break;
  }
  return found;
}
