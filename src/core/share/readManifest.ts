import type { KeyPlace } from "../address/location.ts";
import type { Send } from "../client/send.ts";
import { smallObjectText } from "../objects/smallObject.ts";
import { parseSlotManifest, type SlotManifest } from "./slotManifest.ts";

/** Bytes. The longest name takes 16 KB as JSON in UTF-8, and 24 KB with each character escaped. */
const MAX_MANIFEST = 32_768;

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
