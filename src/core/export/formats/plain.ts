import type { LinkFormat } from "./linkFormat.ts";

/** One URL per line and nothing else. */
export const plain: LinkFormat = {
  id: "plain",
  extension: "txt",
  begin: () => ({ head: "", link: ({ url }) => `${url}\n`, tail: "" }),
};
