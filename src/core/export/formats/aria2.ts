import { posixFile } from "../../text/quote.ts";
import type { LinkFormat } from "./linkFormat.ts";

/** For `aria2c -i`: aria2c(1), "Input File". An option follows its URI on an indented line of its own. */
export const aria2: LinkFormat = {
  id: "aria2",
  extension: "aria2.txt",
  files: "tree",
  command: (file) => `aria2c -i ${posixFile(file)}`,
  rewritesDots: true,
  begin: ({ endsAt }) => ({
    head: `# aria2c -i FILE (until ${endsAt})\n`,
    link: ({ url, file }) => `${url}\n  out=./${file}\n`,
    tail: "",
  }),
};
