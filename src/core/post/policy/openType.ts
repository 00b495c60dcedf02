import type { SignedPost } from "../../sign/signedRequest.ts";
import { asText } from "../../text/asText.ts";

/** A complete type of each group, as an example. */
const EXAMPLES: Record<string, string> = {
  "image/": "image/png",
  "video/": "video/mp4",
  "audio/": "audio/mpeg",
  "text/": "text/plain",
};

export interface OpenType {
  /** The name of the field, as the form spells it. */
  name: string;
  /** The prefix that the policy requires, such as `image/`. */
  family: string;
  example: string;
}

/**
 * Finds a content type that the uploader must complete: the policy fixes only its family, and the form has no full
 * type. S3 would store `image/` unchanged, and a form without a script cannot know the file's type.
 * @returns undefined if there is no such type
 */
export function openType({ fields, policy }: Pick<SignedPost, "fields" | "policy">): OpenType | undefined {
  const [name, value = ""] = Object.entries(fields).find(([field]) => /^content-type$/i.test(field)) ?? [];
  const { conditions = [] } = policy as { conditions?: unknown[] };
  const rule = conditions.find(
    (condition): condition is unknown[] =>
      Array.isArray(condition) &&
      /^starts-with$/i.test(asText(condition[0])) &&
      /^\$content-type$/i.test(asText(condition[1])),
  );
  const family = asText(rule?.[2] ?? "");
  if (name === undefined || family === "" || (value !== "" && value !== family)) return undefined;
  return { name, family, example: EXAMPLES[family] ?? family };
}
