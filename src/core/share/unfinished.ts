import { ListPartsCommand, type ListPartsCommandOutput } from "@aws-sdk/client-s3";
import { forEachConcurrently } from "../async/concurrency.ts";
import type { Bucket } from "../bucket.ts";
import type { Send } from "../client/send.ts";
import { isNotImplemented } from "../client/unsupported.ts";
import { isS3Error } from "../errors/errors.ts";
import { isMissingUpload } from "../objects/abortParts.ts";
import { readManifest } from "./readManifest.ts";
import type { ShareRecord } from "./shareRecord.ts";
import type { Slot } from "./slots.ts";

/** A file in a slot of which only parts have arrived. They cost until the file is complete, or its upload is aborted. */
export interface UnfinishedFile extends Slot {
  /** Relative path, as the sender chose it, or the end of the key. */
  name: string;
  /** Bytes, as the sender's page has stated them. Absent if no file claims the slot. */
  size?: number;
  /** Bytes. */
  arrived: number;
  /** When the first and the last part arrived. */
  started?: Date;
  lastPart?: Date;
}

/** Slots that are read at the same time. */
const CONCURRENCY = 4;

/**
 * The files of which parts have arrived, by the order of the slots. At most three requests for each open slot.
 * @param slots those that are not complete
 * @returns none of slots whose parts may not be listed
 * @throws S3Error
 */
export async function unfinishedFiles(
  bucket: Bucket,
  slots: NonNullable<ShareRecord["slots"]>,
  signal: AbortSignal,
): Promise<UnfinishedFile[]> {
  const { request: send } = await bucket.access(signal);
  const found: (UnfinishedFile | undefined)[] = [];
  await forEachConcurrently(slots.entries(), CONCURRENCY, async ([index, slot]) => {
    found[index] = await unfinishedFile(send, bucket.name, slot, signal);
  });
  return found.filter((file) => file !== undefined);
}

async function unfinishedFile(send: Send, bucket: string, slot: Slot, signal: AbortSignal) {
  const parts = await partsOf(send, bucket, slot, signal);
  if (parts.length === 0) return undefined;
  const manifest = await readManifest(send, { bucket, key: slot.key }, signal);
  const times = parts.flatMap(({ LastModified }) => LastModified ?? []).sort((a, b) => a.getTime() - b.getTime());
  const [started, lastPart] = [times[0], times.at(-1)];
  return {
    ...slot,
    name: manifest?.name ?? slot.key.slice(slot.key.lastIndexOf("/") + 1),
    ...(manifest && { size: manifest.size }),
    arrived: parts.reduce((sum, { Size = 0 }) => sum + Size, 0),
    ...(started && { started }),
    ...(lastPart && { lastPart }),
  };
}

type Part = NonNullable<ListPartsCommandOutput["Parts"]>[number];

async function partsOf(send: Send, bucket: string, { key, uploadId }: Slot, signal: AbortSignal): Promise<Part[]> {
  const parts: Part[] = [];
  const upload = { Bucket: bucket, Key: key, UploadId: uploadId };
  try {
    for (let after: string | undefined; ; ) {
      const page = await send(new ListPartsCommand({ ...upload, PartNumberMarker: after }), signal);
      parts.push(...(page.Parts ?? []));
      const next = page.NextPartNumberMarker;
      if (!page.IsTruncated || next === undefined || next === after) return parts;
      after = next;
    }
  } catch (error) {
    const isDenied = isS3Error(error) && error.code === "accessDenied";
    if (isMissingUpload(error) || isDenied || isNotImplemented(error)) return [];
    throw error;
  }
}
