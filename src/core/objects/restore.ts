import { RestoreObjectCommand, type Tier } from "@aws-sdk/client-s3";
import type { ObjectPlace } from "../address/location.ts";
import { named } from "../client/objectMetadata.ts";
import type { Send } from "../client/send.ts";
import { isS3Error } from "../errors/errors.ts";

/** Fastest and most expensive first. DEEP_ARCHIVE does not support Expedited. */
const RESTORE_TIERS = ["Expedited", "Standard", "Bulk"] as const satisfies Tier[];

/**
 * @param days absent only for S3 Intelligent-Tiering, where a restored object stays restored
 * @returns `extended` if the object was already restored, `ongoing` if it is being restored
 * @throws S3Error refused: InvalidObjectState if the object is not archived, …
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
