import { RestoreObjectCommand, type Tier } from "@aws-sdk/client-s3";
import { named, type ObjectPlace } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { isS3Error } from "../errors/errors.ts";

/** Fastest and dearest first; DEEP_ARCHIVE has no Expedited. */
export const RESTORE_TIERS = ["Expedited", "Standard", "Bulk"] as const satisfies Tier[];

/**
 * @param days absent of S3 Intelligent-Tiering alone, where what is restored stays
 * @throws S3Error refused: RestoreAlreadyInProgress, InvalidObjectState of an object that is not archived, …
 */
export async function restoreObject(
  send: Send,
  place: ObjectPlace,
  { days, tier }: { days?: number; tier: (typeof RESTORE_TIERS)[number] },
  signal?: AbortSignal,
): Promise<"started" | "extended" | "ongoing"> {
  const request = { ...(days !== undefined && { Days: days }), GlacierJobParameters: { Tier: tier } };
  try {
    const { $metadata } = await send(new RestoreObjectCommand({ ...named(place), RestoreRequest: request }), signal);
    return $metadata.httpStatusCode === 200 ? "extended" : "started";
  } catch (error) {
    const isOngoing =
      isS3Error(error) && (error.details as { serverCode?: string }).serverCode === "RestoreAlreadyInProgress";
    if (isOngoing) return "ongoing";
    throw error;
  }
}
