import { MAX_OBJECT_SIZE } from "./slotManifest.ts";

/** Part links of each slot. Parts of up to 2.6 GB then reach the largest object, and ten slots fit into 1 MB. */
export const MAX_SLOT_PARTS = 2000;

/** Bytes: Amazon S3 User Guide, "Amazon S3 multipart upload limits". Only the last part can be smaller. */
const MIN_PART_SIZE = 5 * 1024 ** 2;

/** Everything that a page can do with one open multipart upload. It has no link that aborts it. */
export interface SlotLinks {
  /** UploadPart: `{signature}` and `{part}` are placeholders. */
  part: string;
  /** The signatures of the parts from 1 on: bytes in base64url, separated by blanks. */
  signatures: string;
  /** ListParts, one link per thousand parts. */
  list: string[];
  complete: string;
  /** HeadObject: shows whether a Complete request without a response was successful. */
  head: string;
  /** GetObject and PutObject of the manifest. */
  readManifest: string;
  writeManifest: { url: string; headers: Record<string, string> };
}

/** The size of each part but the last, in bytes. */
export function slotPartSize(size: number): number {
  return Math.max(MIN_PART_SIZE, Math.ceil(Math.min(size, MAX_OBJECT_SIZE) / MAX_SLOT_PARTS));
}

const SIGNATURE = /(?<=[?&]X-Amz-Signature=)[0-9a-f]+/;
const PART = /(?<=[?&]partNumber=)\d+/;

/**
 * Writes what all part links share once.
 * @param links to the parts from 1 on
 */
export function packPartLinks(links: readonly string[]): Pick<SlotLinks, "part" | "signatures"> {
  const signatures = links.map((link) => Buffer.from(SIGNATURE.exec(link)?.[0] ?? "", "hex").toString("base64url"));
  const part = (links[0] ?? "").replace(SIGNATURE, "{signature}").replace(PART, "{part}");
  return { part, signatures: signatures.join(" ") };
}

/** The links to the parts from 1 on. */
export function unpackPartLinks({ part, signatures }: Pick<SlotLinks, "part" | "signatures">): string[] {
  return signatures
    .split(" ")
    .map((signature, index) => part.replace("{signature}", hexOf(signature)).replace("{part}", String(index + 1)));
}

/** A browser has no Buffer. */
function hexOf(base64url: string): string {
  const bytes = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return [...bytes].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

/** Links with one session token, which is as long as all the rest of a link, written once. */
export interface PackedSlots {
  /** As in a query; empty if there is none. */
  token: string;
  /** With `{token}` as placeholder. */
  slots: SlotLinks[];
}

export function packSlots(slots: SlotLinks[]): PackedSlots {
  const token = /[?&]X-Amz-Security-Token=([^&]+)/.exec(slots[0]?.part ?? "")?.[1] ?? "";
  return { token, slots: token ? replaceIn(slots, token, "{token}") : slots };
}

export const unpackSlots = ({ token, slots }: PackedSlots): SlotLinks[] => replaceIn(slots, "{token}", token);

/** A percent-encoded text is the same in JSON. */
const replaceIn = (slots: SlotLinks[], text: string, replacement: string): SlotLinks[] =>
  JSON.parse(JSON.stringify(slots).replaceAll(text, () => replacement));
