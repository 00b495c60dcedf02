import type { SignedPost } from "../../sign/signedRequest.ts";
import { asText } from "../../text/asText.ts";

/** A whole one of each family, as an example. */
const EXAMPLES: Record<string, string> = {
  "image/": "image/png",
  "video/": "video/mp4",
  "audio/": "audio/mpeg",
  "text/": "text/plain",
};

export interface OpenType {
  /** Of the field, as the form spells it. */
  name: string;
  /** What the policy says that the type starts with: `image/`. */
  family: string;
  example: string;
}

/**
 * The content type, where the policy fixes its family alone and the form has no whole type: S3 would store `image/` as it
 * stands, and a form without a script cannot know the file's own.
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
