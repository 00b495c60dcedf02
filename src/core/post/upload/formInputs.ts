import type { SignedPost } from "../../sign/signedRequest.ts";
import { html as quote } from "../../text/quote.ts";
import { type OpenType, openType } from "../policy/openType.ts";

/** The fields of a form as inputs, one per line. All are hidden, except a content type that only the uploader knows. */
export function formInputs(post: Pick<SignedPost, "fields" | "policy">): { hidden: string; type: string } {
  const open = openType(post);
  const hidden = Object.entries(post.fields)
    .filter(([name]) => name !== open?.name)
    .map(([name, value]) => `      <input type="hidden" name="${quote(name)}" value="${quote(value)}">\n`);
  return { hidden: hidden.join(""), type: open ? typeInput(open) : "" };
}

/** HTML Standard, "The pattern attribute": the pattern must match the whole value. */
function typeInput({ name, family, example }: OpenType): string {
  const pattern = `${family.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}.+`;
  return `<input name="${quote(name)}" placeholder="${quote(example)}" pattern="${quote(pattern)}" title="${quote(example)}" aria-label="Content-Type" required>`;
}
