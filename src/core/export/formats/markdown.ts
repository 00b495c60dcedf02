import { visibleText } from "../../text/visibleText.ts";
import type { LinkFormat } from "./linkFormat.ts";

/** CommonMark 0.31: a backslash before any ASCII punctuation makes it literal. */
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
