import { baseName, hasDotSegments, type ObjectInBucket } from "../address/location.ts";
import type { Bucket } from "../bucket.ts";
import { cancellation } from "../errors/errors.ts";
import { type LineSource, type LinkLine, linkLines } from "../export/formats/linkLines.ts";
import type { BulkSigner } from "../sign/bulkSigner.ts";
import { type LinkTimes, withEarlierEnd } from "../sign/linkTimes.ts";
import { checkBucket } from "./checkBucket.ts";
import type { SharePageData } from "./pageData.ts";
import { pageDocument } from "./pageDocument.ts";
import { pagesAddress } from "./pageLink.ts";
import type { WriteSettings } from "./requiredHeader.ts";
import { checkSecureContext } from "./secureContext.ts";
import { newShareId, type SharePlace, sharePlace } from "./sharePlace.ts";
import type { ShareRecord } from "./shareRecord.ts";
import { storePage } from "./storePage.ts";
import { type CopyOptions, withCopies } from "./withCopies.ts";

export interface SharedObject extends ObjectInBucket {
  /** Bytes, if known. */
  size?: number;
}

export interface PageToShare {
  bucket: Bucket;
  objects: readonly SharedObject[];
  /** The prefix that is removed from each key to get the path that is shown. */
  base: string;
  title: string;
  /** Seconds. */
  expiresIn: number;
  /** See readPagesPrefix. */
  pagesPrefix: string;
  /** Whether the page links to copies, so that the links stop working when it is withdrawn. */
  copies?: boolean;
  /** Encrypts the page, and is needed to open it. */
  passphrase?: string;
  /** Headers that the bucket requires of every write. Otherwise, copies have those of their originals. */
  write?: WriteSettings;
  /** The page's bundled script and style. */
  script: string;
  style: string;
}

/** An object or a copy of it, and the path that the page shows for it. */
interface NamedObject extends SharedObject, Pick<LineSource, "path" | "base"> {}

/** A page that was stored. Plain JSON. */
export interface SharedPage extends LinkTimes {
  kind: "page";
  id: string;
  url: string;
  page: { bucket: string; key: string };
  /** Number of objects that the page links to. */
  count: number;
}

/**
 * Stores a page with links to objects of a bucket, and returns a link to the page.
 * @throws S3Error insecureContext if browsers could not open the page with its passphrase; see storePage and BulkSigner
 */
export async function sharePage(
  page: PageToShare,
  options: Omit<CopyOptions, "write"> = {},
): Promise<{ shared: SharedPage; record: ShareRecord }> {
  const { bucket, pagesPrefix, copies: isCopied, passphrase } = page;
  checkBucket(bucket);
  const id = newShareId();
  const place = sharePlace(pagesPrefix, id);
  if (passphrase !== undefined) checkSecureContext(await pagesAddress(bucket, options.signal));
  const store = (copies?: string[]) => storeLinks(page, id, place, copies, options.signal);
  const write = page.write ? { write: page.write } : {};
  return isCopied ? withCopies(bucket, place, page.objects, { ...options, ...write }, store) : store();
}

async function storeLinks(
  page: PageToShare,
  id: string,
  place: SharePlace,
  copies: string[] | undefined,
  signal: AbortSignal | undefined,
): Promise<{ shared: SharedPage; record: ShareRecord }> {
  const { bucket, objects, base, title, expiresIn, passphrase, write, script, style } = page;
  const links = objects.map(({ key, size, versionId }, index) => {
    const shared = copies
      ? { key: copies[index] as string, base: place.copies }
      : { key, ...(versionId !== undefined && { versionId }) };
    return { ...shared, path: key.slice(base.length) || baseName(key), ...(size !== undefined && { size }) };
  });
  const signed = await signLinks(page, links, signal);
  const { effectiveExpiresAt: endsAt } = signed.times;
  const data: SharePageData = { title, endsAt, links: signed.links, shown: signed.shown };
  const html = await pageDocument({ title, script, style, data, passphrase });
  const record: ShareRecord = {
    version: 1,
    id,
    kind: "page",
    title,
    bucket: bucket.name,
    page: place.page,
    createdAt: signed.times.issuedAt,
    endsAt,
    prefix: base,
    count: objects.length,
    ...(copies && { copies }),
  };
  const { url, versions, ...link } = await storePage(
    bucket,
    { place, html, record, expiresIn, ...(write && { write }) },
    signal,
  );
  const times = withEarlierEnd(signed.times, link);
  return {
    shared: {
      kind: "page",
      id,
      url,
      page: { bucket: bucket.name, key: place.page },
      count: objects.length,
      ...times,
    },
    record: { ...record, endsAt: times.effectiveExpiresAt, ...(Object.keys(versions).length > 0 && { versions }) },
  };
}

interface SignedLinks extends Pick<SharePageData, "links" | "shown"> {
  times: LinkTimes;
}

/** A file must not run as HTML on the bucket's origin. As the name is the page's to give, links share this parameter. */
const ATTACHMENT = { ResponseContentDisposition: "attachment" };
const SHOWN_PDF = { ResponseContentDisposition: "inline", ResponseContentType: "application/pdf" };

async function signLinks(
  { bucket, expiresIn }: PageToShare,
  links: readonly NamedObject[],
  signal: AbortSignal | undefined,
): Promise<SignedLinks> {
  const signer = await bucket.bulkSigner({ params: ATTACHMENT, expiresIn }, signal);
  const all = await signedLines(signer, links, signal);
  const pdfs = links.filter(({ key }) => /\.pdf$/i.test(key) && !hasDotSegments(key));
  if (pdfs.length === 0) return { links: all, shown: [], times: signer.times() };
  const viewer = await bucket.bulkSigner({ params: SHOWN_PDF, expiresIn }, signal);
  const shown = await signedLines(viewer, pdfs, signal);
  return { links: all, shown, times: withEarlierEnd(signer.times(), viewer.times()) };
}

/** Objects signed at a time, between two checks for cancellation. */
const BATCH = 1000;

async function signedLines(
  signer: BulkSigner,
  objects: readonly NamedObject[],
  signal: AbortSignal | undefined,
): Promise<LinkLine[]> {
  const lines = linkLines();
  const written: LinkLine[] = [];
  for (let at = 0; at < objects.length; at += BATCH) {
    if (signal?.aborted) throw cancellation();
    const batch = objects.slice(at, at + BATCH);
    const urls = await signer.sign(batch);
    for (const [index, object] of batch.entries()) written.push(...lines({ ...object, url: urls[index] as string }));
  }
  return written;
}
