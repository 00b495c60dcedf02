import type { KeyPlace } from "../address/location.ts";
import type { Send } from "../client/send.ts";
import { smallObjectText } from "../objects/smallObject.ts";
import { MAX_MANIFEST, parseSlotManifest, type SlotManifest } from "./slotManifest.ts";

/**
 * Reads what a sender's page has stored about the file in a slot.
 * @param slot the place of the slot's object
 * @returns undefined if there is none, or none that can be read
 */
export async function readManifest(
  send: Send,
  { bucket, key }: KeyPlace,
  signal?: AbortSignal,
): Promise<SlotManifest | undefined> {
  const text = await smallObjectText(send, { bucket, key: `${key}.json` }, MAX_MANIFEST, signal);
  return parseSlotManifest(text ?? "");
}
