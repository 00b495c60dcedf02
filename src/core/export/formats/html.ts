import { contentDisposition } from "../../text/contentDisposition.ts";
import { pageHead } from "../../text/pageHead.ts";
import { html as quoteHtml } from "../../text/quote.ts";
import { visibleText } from "../../text/visibleText.ts";
import type { LinkFormat } from "./linkFormat.ts";
import { linkLines } from "./linkLines.ts";

/** The page's style, and its browser code, which has no dependencies and contains the texts of every language. */
export interface IndexPage {
  script: string;
  style: string;
}

/**
 * One file to open in a browser, even from disk. It contains the links as JSON, one per line. The parts that many URLs
 * share are written once: see linkLines.
 */
export function html({ script, style }: IndexPage): LinkFormat {
  return {
    id: "html",
    extension: "html",
    files: "base",
    disposition: (file) => contentDisposition("attachment", file),
    begin({ title, endsAt }) {
      const lines = linkLines();
      return {
        head: `${pageHead({ title, script, style, policy: ["form-action 'none'"] })}
<body>
<main></main>
<noscript>Until · 기한: ${quoteHtml(endsAt)}</noscript>
<script type="application/jsonl">
${json({ title: visibleText(title), endsAt })}`,
        link: (link) => lines(link).map(json).join(""),
        tail: `</script>\n<script>${script}</script>\n</body>\n</html>\n`,
      };
    },
  };
}

/** JSON that cannot contain `</script>`. */
function json(value: unknown): string {
  return `${JSON.stringify(value).replaceAll("<", "\\u003c")}\n`;
}
