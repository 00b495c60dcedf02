import {
  type DeleteMarkerEntry,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
} from "@aws-sdk/client-s3";
import type { KeyPlace } from "../address/location.ts";
import { checkProgress, rejectRepeats } from "../client/listingProgress.ts";
import { decodeKey, type ListedPlace } from "../client/pages.ts";
import type { Send } from "../client/send.ts";
import { S3Error } from "../errors/errors.ts";

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
  { bucket, prefix = "", recursive = false }: ListedPlace,
  token?: string,
  signal?: AbortSignal,
): Promise<VersionPage> {
  const [KeyMarker, VersionIdMarker] = token ? (JSON.parse(token) as [string, string | undefined]) : [];
  let page: VersionPage | undefined;
  await send(
    new ListObjectVersionsCommand({
      Bucket: bucket,
      Prefix: prefix,
      ...(!recursive && { Delimiter: "/" }),
      EncodingType: "url",
      ...(KeyMarker && { KeyMarker }),
      ...(VersionIdMarker && { VersionIdMarker }),
    }),
    signal,
    {
      read: (response) => {
        page = readPage(response, bucket);
        checkProgress("ListObjectVersions", token, page.next, bucket);
      },
    },
  );
  return page as VersionPage;
}

function readPage(response: ListObjectVersionsCommandOutput, bucket: string): VersionPage {
  const decode = response.EncodingType === "url" ? decodeKey : (key: string) => key;
  const entry = (
    deleteMarker: boolean,
    { Key = "", VersionId = "null", IsLatest = false, LastModified }: ObjectVersion | DeleteMarkerEntry,
  ) => ({
    key: decode(Key),
    versionId: VersionId,
    isLatest: IsLatest,
    deleteMarker,
    size: 0,
    ...(LastModified && { modified: LastModified }),
  });
  const versions = (response.Versions ?? []).map((version) => ({
    ...entry(false, version),
    size: version.Size ?? 0,
    ...(version.StorageClass && { storageClass: version.StorageClass }),
    ...(version.ETag && { etag: version.ETag }),
  }));
  const markers = (response.DeleteMarkers ?? []).map((marker) => entry(true, marker));
  const { NextKeyMarker, NextVersionIdMarker, IsTruncated } = response;
  // The last key is no substitute: it may have more versions, and the SDK does not keep their order.
  if (IsTruncated && !NextKeyMarker) throw new S3Error("listingStuck", { operation: "ListObjectVersions", bucket });
  return {
    folders: (response.CommonPrefixes ?? []).map(({ Prefix = "" }) => decode(Prefix)),
    versions: [...versions, ...markers].sort(inOrder),
    ...(IsTruncated && NextKeyMarker && { next: JSON.stringify([decode(NextKeyMarker), NextVersionIdMarker]) }),
  };
}

/** The SDK returns versions and markers in separate lists, so their order relative to each other is lost. */
function inOrder(a: VersionEntry, b: VersionEntry): number {
  const byKey = Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));
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
