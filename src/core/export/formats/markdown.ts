import { visibleText } from "../../text/visibleText.ts";
import type { LinkFormat } from "./linkFormat.ts";

/** CommonMark 0.31: any ASCII punctuation may have a backslash before it, and then means nothing. */
export const markdown: LinkFormat = {
  id: "markdown",
  extension: "md",
  begin: ({ title, note }) => ({
    head: `# ${escapeMarkdown(title)}\n\n${escapeMarkdown(note)}\n\n`,
    link: ({ path, url }) => `- [${escapeMarkdown(path)}](<${url}>)\n`,
    tail: "",
  }),
};

function escapeMarkdown(text: string): string {
  return visibleText(text).replace(/[!-/:-@[-`{-~]/g, "\\$&");
}
