import type { LinkFormat } from "./linkFormat.ts";

/** One JSON object per line: jsonlines.org. */
export const jsonLines: LinkFormat = {
  id: "jsonLines",
  extension: "jsonl",
  begin: ({ endsAt }) => ({
    head: "",
    link: ({ bucket, key, size, modified, url }) =>
      `${JSON.stringify({ bucket, key, size, modified, expires: endsAt, url })}\n`,
    tail: "",
  }),
};
