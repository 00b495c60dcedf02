import { hash } from "node:crypto";
import { contentDisposition } from "../../text/contentDisposition.ts";
import { html as quoteHtml } from "../../text/quote.ts";
import { visibleText } from "../../text/visibleText.ts";
import type { LinkFormat } from "./linkFormat.ts";

/** The page's style, and its browser code, which has no dependencies and contains the texts of every language. */
export interface IndexPage {
  script: string;
  style: string;
}

/** Query parameters that differ between links. */
const VARYING = /^(X-Amz-Signature|response-content-disposition)=/;

/**
 * One file to open in a browser, even from disk. It contains the links as JSON, one per line. The parts that many URLs
 * share are written once, which reduces the page to a third of the size.
 */
export function html({ script, style }: IndexPage): LinkFormat {
  return {
    id: "html",
    extension: "html",
    files: "base",
    disposition: (file) => contentDisposition("attachment", file),
    begin({ title, endsAt }) {
      let shared = "";
      const policy = `default-src 'none'; script-src '${sha256(script)}'; style-src '${sha256(style)}'; base-uri 'none'; form-action 'none'`;
      return {
        head: `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${quoteHtml(visibleText(title))}</title>
<style>${style}</style>
</head>
<body>
<main></main>
<noscript>Until · 기한: ${quoteHtml(endsAt)}</noscript>
<script type="application/jsonl">
${json({ title: visibleText(title), endsAt })}`,
        link({ path, size = null, url }) {
          const { common, row } = split(url);
          const line = json([visibleText(path), size, ...row]);
          if (common === shared) return line;
          shared = common;
          return `${common}${line}`;
        },
        tail: `</script>\n<script>${script}</script>\n</body>\n</html>\n`,
      };
    },
  };
}

function split(url: string): { common: string; row: string[] } {
  const [, origin = "", path = "", query = ""] = /^(https?:\/\/[^/]+)([^?]*)\?(.*)$/.exec(url) ?? [];
  const row = [path];
  const pairs = query.split("&").map((pair) => {
    const name = VARYING.exec(pair)?.[0];
    if (name) row.push(pair.slice(name.length));
    return name ? [name] : pair;
  });
  return { common: json({ origin, query: pairs }), row };
}

/** JSON that cannot contain `</script>`. */
function json(value: unknown): string {
  return `${JSON.stringify(value).replaceAll("<", "\\u003c")}\n`;
}

function sha256(text: string): string {
  return `sha256-${hash("sha256", text, "base64")}`;
}
