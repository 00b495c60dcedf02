import type { Bucket } from "../bucket.ts";
import { withEarlierEnd } from "../sign/linkTimes.ts";
import { type OpenedRequest, openRequest, type RequestSettings } from "./openRequest.ts";
import { pageDocument } from "./pageDocument.ts";
import { pagesAddress } from "./pageLink.ts";
import type { RequestPageData } from "./requestPage.ts";
import { checkSecureContext } from "./secureContext.ts";
import type { SharePlace } from "./sharePlace.ts";
import type { ShareRecord } from "./shareRecord.ts";
import { packSlots } from "./slotLinks.ts";
import { abortSlots } from "./slots.ts";
import { type StoredPage, storePage } from "./storePage.ts";

export interface NewRequest extends RequestSettings {
  id: string;
  place: SharePlace;
  title: string;
  message: string;
  passphrase?: string;
  /** Of the page, bundled. */
  script: string;
  style: string;
}

/** `effectiveExpiresAt` is the earliest end of the page and of everything in it. */
export interface CreatedRequest extends Omit<StoredPage, "versions">, Pick<OpenedRequest, "withoutSlots" | "needsMd5"> {
  record: ShareRecord;
  /** Whether files can be sent by a form, and not only into slots. */
  hasForm: boolean;
}

/**
 * Stores a page by which anyone with its link can send files. After a failure, nothing remains.
 * @throws S3Error insecureContext; see openRequest and storePage
 */
export async function createRequest(
  bucket: Bucket,
  request: NewRequest,
  signal?: AbortSignal,
): Promise<CreatedRequest> {
  const { place, title, expiresIn, write, script, style, passphrase } = request;
  if (passphrase !== undefined) checkSecureContext(await pagesAddress(bucket, signal));
  const opened = await openRequest(bucket, place, request, signal);
  const { form, slots, needsMd5, withoutSlots } = opened;
  const record = recordOf(bucket, request, opened);
  try {
    const html = await pageDocument({ title, script, style, data: pageData(request, opened), passphrase });
    const { versions, ...stored } = await storePage(
      bucket,
      { place, html, record, expiresIn, ...(write && { write }) },
      signal,
    );
    return {
      ...withEarlierEnd(stored, opened),
      record: { ...record, ...(Object.keys(versions).length > 0 && { versions }) },
      hasForm: form !== undefined,
      needsMd5,
      ...(withoutSlots && { withoutSlots }),
    };
  } catch (error) {
    await abortSlots(bucket, slots);
    throw error;
  }
}

function pageData(
  { title, message, folder, maxSize, contentType }: NewRequest,
  opened: OpenedRequest,
): RequestPageData {
  const { form, links, needsMd5, effectiveExpiresAt: endsAt } = opened;
  return {
    title,
    message,
    endsAt,
    folder,
    ...(maxSize !== undefined && { maxSize }),
    ...(contentType && { contentType }),
    ...(form && { form: { url: form.url, fields: form.fields, policy: form.policy } }),
    ...packSlots(links),
    needsMd5,
  };
}

function recordOf(
  { name }: Bucket,
  { id, title, place, folder }: NewRequest,
  { slots, effectiveExpiresAt }: OpenedRequest,
): ShareRecord {
  return {
    version: 1,
    id,
    kind: "request",
    title,
    bucket: name,
    page: place.page,
    createdAt: new Date().toISOString(),
    endsAt: effectiveExpiresAt,
    folder,
    ...(slots.length > 0 && { slots }),
  };
}
