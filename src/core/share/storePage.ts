import type { ObjectInBucket } from "../address/location.ts";
import type { Bucket } from "../bucket.ts";
import { versionOf } from "../client/objectMetadata.ts";
import { S3Error } from "../errors/errors.ts";
import { putObject } from "../objects/putObject.ts";
import type { LinkTimes } from "../sign/linkTimes.ts";
import { type FetchedPage, fetchPage } from "./fetchPage.ts";
import { mayBeStored } from "./mayBeStored.ts";
import { pageLink } from "./pageLink.ts";
import { afterRemoval, deleteOrHide } from "./removePage.ts";
import type { WriteSettings } from "./requiredHeader.ts";
import type { SharePlace } from "./sharePlace.ts";
import { recordText, type ShareRecord } from "./shareRecord.ts";

export interface PageToStore {
  place: SharePlace;
  html: string;
  record: ShareRecord;
  /** Seconds: how long the link to the page is valid. */
  expiresIn: number;
  /** Headers that the bucket requires of every write. */
  write?: WriteSettings;
}

/** The times are those of the link. */
export interface StoredPage extends LinkTimes {
  url: string;
  /** In a versioned bucket, the versions of the page and its record, by key. */
  versions: Record<string, string>;
}

/**
 * Stores a page and its record, and returns a link to the page. Before that, the page is requested as a recipient would,
 * and without a signature. Whatever fails after the page was stored, nothing remains.
 * @throws S3Error publicBucket if everyone can read the page
 * @throws S3Error pageLeft if something remains after a failure
 * @throws S3Error pageNotInline if a browser would not show the page; accessDenied, changedMeanwhile, …
 */
export async function storePage(bucket: Bucket, page: PageToStore, signal?: AbortSignal): Promise<StoredPage> {
  const { place, html, record, expiresIn, write } = page;
  const link = await pageLink(bucket, place.page, expiresIn, signal);
  const { request: send, idleTimeout } = await bucket.access(signal);
  const stored: ObjectInBucket[] = [];
  const put = async (key: string, text: string, type: string) => {
    const metadata = { ContentType: `${type}; charset=utf-8`, CacheControl: "private, no-store", ...write };
    try {
      const bytes = Buffer.from(text);
      const requestTimeout = idleTimeout + (bytes.length / SLOWEST) * 1000;
      const options = { expected: "absent", metadata, signal, requestTimeout } as const;
      const written = await putObject(send, { bucket: bucket.name, key }, bytes, options);
      stored.push({ key, ...versionOf(written) });
    } catch (error) {
      if (mayBeStored(error)) stored.push({ key });
      throw error;
    }
  };
  try {
    await put(place.page, html, "text/html");
    const versions = () =>
      Object.fromEntries(stored.flatMap(({ key, versionId }) => (versionId ? [[key, versionId]] : [])));
    const known = { ...record.versions, ...versions() };
    const complete = Object.keys(known).length > 0 ? { ...record, versions: known } : record;
    await put(place.record, recordText(complete), "application/json");
    await checkPage(bucket, place, link.url, html, signal);
    const { url, issuedAt, expiresAt, effectiveExpiresAt, warnings } = link;
    return { url, issuedAt, expiresAt, effectiveExpiresAt, warnings, versions: versions() };
  } catch (error) {
    throw await afterRemoval(bucket, place, error, () => deleteOrHide(bucket, stored));
  }
}

/** Bytes per second at which a page of many megabytes may still be stored. */
const SLOWEST = 16 * 1024;

/** @throws S3Error publicBucket, pageNotInline, accessDenied, endpointUnreachable, … */
async function checkPage(
  { name, connection }: Bucket,
  { page: key, prefix }: SharePlace,
  url: string,
  html: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [address = ""] = url.split("?");
  const { status, body } = await fetchPage(connection, address, signal);
  // The sign-in page of a proxy also has the status 200.
  if (status === 200 && Buffer.from(html).subarray(0, body.length).equals(body))
    throw new S3Error("publicBucket", { bucket: name, prefix });
  const shown = await fetchPage(connection, url, signal);
  if (shown.status === 401 || shown.status === 403) {
    const { profile } = connection;
    throw new S3Error("accessDenied", { profile, operation: "GetObject", permission: "s3:GetObject", bucket: name });
  }
  const reason = notInline(shown);
  if (reason) throw new S3Error("pageNotInline", { bucket: name, key, ...reason });
}

function notInline({ status, type, disposition }: FetchedPage): { status: number; header?: string } | undefined {
  if (status !== 200) return { status };
  if (!/^text\/html\b/i.test(type)) return { status, header: `Content-Type: ${type}` };
  return disposition && !/^inline\b/i.test(disposition)
    ? { status, header: `Content-Disposition: ${disposition}` }
    : undefined;
}
