import type { ObjectLocation } from "../../core/address/location.ts";

/**
 * The links that this window copied last. A paste of the same text can then be written in the document's own form. Kept
 * in memory only.
 */
export class CopiedLinks {
  /** `text` is what the clipboard holds, unless something else has been copied since. */
  links: { text: string; links: { at: ObjectLocation; url: string }[] } | undefined;
}
