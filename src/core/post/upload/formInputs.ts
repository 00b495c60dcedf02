import type { SignedPost } from "../../sign/signedRequest.ts";
import { html as quote } from "../../text/quote.ts";
import { type OpenType, openType } from "../policy/openType.ts";

/** Fields of a form as inputs, a line each: hidden, but for a content type that only the uploader can know. */
export function formInputs(post: Pick<SignedPost, "fields" | "policy">): { hidden: string; type: string } {
  const open = openType(post);
  const hidden = Object.entries(post.fields)
    .filter(([name]) => name !== open?.name)
    .map(([name, value]) => `      <input type="hidden" name="${quote(name)}" value="${quote(value)}">\n`);
  return { hidden: hidden.join(""), type: open ? typeInput(open) : "" };
}

/** HTML Standard, "The pattern attribute": matched against the whole value. */
function typeInput({ name, family, example }: OpenType): string {
  const pattern = `${family.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}.+`;
  return `<input name="${quote(name)}" placeholder="${quote(example)}" pattern="${quote(pattern)}" title="${quote(example)}" aria-label="Content-Type" required>`;
}
