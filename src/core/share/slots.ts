import { CreateMultipartUploadCommand, ListPartsCommand } from "@aws-sdk/client-s3";
import { forEachConcurrently } from "../async/concurrency.ts";
import type { Bucket } from "../bucket.ts";
import { S3Error } from "../errors/errors.ts";
import { distinctWarnings, earliest } from "../sign/linkTimes.ts";
import type { Warning } from "../sign/signedRequest.ts";
import type { WriteSettings } from "./requiredHeader.ts";
import { MAX_SLOT_PARTS, packPartLinks, type SlotLinks, unpackPartLinks } from "./slotLinks.ts";

/** A multipart upload that anyone with the page can fill. */
export interface Slot {
  key: string;
  uploadId: string;
}

export interface OpenedSlots {
  slots: Slot[];
  /** For the page, in the order of the slots. */
  links: SlotLinks[];
  /** ISO 8601: the earliest end of any link, and of any upload that a lifecycle rule aborts. Absent without slots. */
  effectiveExpiresAt?: string;
  warnings: Warning[];
}

export interface SlotOptions {
  /** Seconds. */
  expiresIn: number;
  write?: WriteSettings;
  signal?: AbortSignal;
}

/** Slots that are opened or aborted at the same time. */
const CONCURRENCY = 4;
/** Parts in a response to ListParts: Amazon S3 API Reference. */
const LISTED_PARTS = 1000;

/**
 * Opens multipart uploads under numbered keys and signs what a page needs to fill them. After a failure, none is left
 * open.
 * @param prefix of the slots, ending in a slash
 * @throws S3Error accessDenied, … see presign; partsLeft
 */
export async function openSlots(
  bucket: Bucket,
  prefix: string,
  count: number,
  options: SlotOptions,
): Promise<OpenedSlots> {
  const opened: { slot: Slot; links: SlotLinks; end: string; warnings: Warning[] }[] = [];
  const slots: Slot[] = [];
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  try {
    await forEachConcurrently(numbers, CONCURRENCY, async (number) => {
      const { slot, abortedAt } = await openSlot(bucket, `${prefix}${number}`, options);
      slots.push(slot);
      const { links, end, warnings } = await signSlot(bucket, slot, options);
      opened[number - 1] = { slot, links, end: earliest([end, ...(abortedAt ? [abortedAt] : [])]), warnings };
    });
  } catch (error) {
    await abortSlots(bucket, slots);
    throw error;
  }
  return {
    slots: opened.map(({ slot }) => slot),
    links: opened.map(({ links }) => links),
    ...(opened.length > 0 && { effectiveExpiresAt: earliest(opened.map(({ end }) => end)) }),
    warnings: distinctWarnings(opened.flatMap((each) => each.warnings)),
  };
}

/**
 * Aborts slots until the server no longer knows them, also those whose parts are still being sent. What was completed
 * is kept.
 * @throws S3Error accessDenied, partsLeft, …
 */
export async function abortSlots(bucket: Bucket, slots: readonly Slot[], signal?: AbortSignal): Promise<void> {
  await forEachConcurrently(slots, CONCURRENCY, ({ key, uploadId }) => bucket.abortUpload(key, uploadId, signal));
}

/** Opens a slot, lists its parts, which a page cannot do without, and aborts it. @throws S3Error as each of these does */
export async function testSlot(bucket: Bucket, key: string, options: SlotOptions): Promise<void> {
  const { slot } = await openSlot(bucket, key, options);
  try {
    const { request } = await bucket.access(options.signal);
    await request(new ListPartsCommand({ Bucket: bucket.name, Key: key, UploadId: slot.uploadId }), options.signal);
  } finally {
    await abortSlots(bucket, [slot]);
  }
}

async function openSlot(bucket: Bucket, key: string, { write, signal }: SlotOptions) {
  const { request } = await bucket.access(signal);
  const command = new CreateMultipartUploadCommand({ Bucket: bucket.name, Key: key, ...write });
  const { UploadId: uploadId, AbortDate } = await request(command, signal);
  if (!uploadId) {
    const { endpoint = "AWS" } = bucket.connection;
    const missing = { missing: "UploadId", missingFrom: "body" } as const;
    throw new S3Error("notS3", { endpoint, status: 200, operation: "CreateMultipartUpload", ...missing });
  }
  return { slot: { key, uploadId }, abortedAt: AbortDate?.toISOString() };
}

async function signSlot(bucket: Bucket, { key, uploadId }: Slot, { expiresIn, write, signal }: SlotOptions) {
  const upload = { Key: key, UploadId: uploadId };
  const manifest = { Key: `${key}.json` };
  const sign = (operation: string, params: Record<string, unknown>) =>
    bucket.presign({ operation, params: { Bucket: bucket.name, ...params }, expiresIn }, signal);
  const signer = await bucket.bulkSigner(
    { operation: "UploadPart", params: { UploadId: uploadId }, expiresIn },
    signal,
  );
  const parts = await signer.sign(
    Array.from({ length: MAX_SLOT_PARTS }, (_, index) => ({ key, partNumber: index + 1 })),
  );
  const packed = packPartLinks(parts);
  if (unpackPartLinks(packed).join() !== parts.join()) throw new S3Error("unexpected", { reason: "part links" });
  const lists = await Promise.all(
    Array.from({ length: MAX_SLOT_PARTS / LISTED_PARTS }, (_, page) =>
      sign("ListParts", { ...upload, PartNumberMarker: String(page * LISTED_PARTS) }),
    ),
  );
  const complete = await sign("CompleteMultipartUpload", upload);
  const head = await sign("HeadObject", { Key: key });
  const readManifest = await sign("GetObject", manifest);
  const writeManifest = await sign("PutObject", { ...manifest, ...write });
  const all = [signer.times(), ...lists, complete, head, readManifest, writeManifest];
  return {
    links: {
      ...packed,
      list: lists.map(({ url }) => url),
      complete: complete.url,
      head: head.url,
      readManifest: readManifest.url,
      writeManifest: { url: writeManifest.url, headers: writeManifest.headers },
    },
    end: earliest(all.map(({ effectiveExpiresAt }) => effectiveExpiresAt)),
    warnings: all.flatMap(({ warnings }) => warnings),
  };
}
