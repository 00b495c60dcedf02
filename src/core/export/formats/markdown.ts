import { markdown as quoteMarkdown } from "../../text/quote.ts";
import { visibleText } from "../../text/visibleText.ts";
import type { LinkFormat } from "./linkFormat.ts";

export const markdown: LinkFormat = {
  id: "markdown",
  extension: "md",
  begin: ({ title, note }) => ({
    head: `# ${quoteMarkdown(visibleText(title))}\n\n${quoteMarkdown(visibleText(note))}\n\n`,
    link: ({ path, url }) => `- [${quoteMarkdown(visibleText(path))}](<${url}>)\n`,
    tail: "",
  }),
};
