import type { SignedPost } from "../sign/signedRequest.ts";
import type { PackedSlots } from "./slotLinks.ts";

/**
 * Data for the script of the page that receives files. Plain JSON. The slots are for files that are too large for the
 * form, or for all files if there is no form.
 */
export interface RequestPageData extends PackedSlots {
  title: string;
  /** From the person who requests the files; can be empty. */
  message: string;
  /** ISO 8601: the earliest end of anything here. */
  endsAt: string;
  /** Prefix of everything that the form stores. Ends with a slash. */
  folder: string;
  /** Bytes. */
  maxSize?: number;
  /** `type/subtype`, or a family such as `image/*`. */
  contentType?: string;
  /** Absent if the server has no upload forms. */
  form?: Pick<SignedPost, "url" | "fields" | "policy">;
  /** Whether the bucket requires a Content-MD5, because it locks new objects. */
  needsMd5: boolean;
}
