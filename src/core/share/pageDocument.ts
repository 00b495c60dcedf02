import { inlineJson } from "../text/inlineJson.ts";
import { pageHead } from "../text/pageHead.ts";
import { sealPage } from "./sealPage.ts";

export interface PageParts {
  title: string;
  /** Bundled, for an inline `<script>`. */
  script: string;
  style: string;
  /** For the script, as JSON. */
  data: unknown;
  /** Encrypts the data. The title is then left out, too. */
  passphrase?: string | undefined;
  /** Where the script may send requests. Default: the page's own origin. */
  connectSources?: readonly string[];
}

/** ID of the block that media/reader/sealed.ts reads. */
const BLOCK = "page-data";
const SEALED_TITLE = "Protected page · 보호된 페이지";

/**
 * One HTML page for a browser without credentials. Nothing in the data becomes markup or script. The page runs only its
 * own script, and reaches only its own origin.
 */
export async function pageDocument(parts: PageParts): Promise<string> {
  const { script, style, data, passphrase, connectSources = ["'self'"] } = parts;
  const title = passphrase === undefined ? parts.title : SEALED_TITLE;
  const block = passphrase === undefined ? data : await sealPage(JSON.stringify(data), passphrase);
  const policy = [
    `connect-src ${connectSources.join(" ")}`,
    "img-src 'self' blob:",
    "media-src 'self'",
    "form-action 'none'",
  ];
  return `${pageHead({ title, script, style, policy })}
<body>
<main></main>
<noscript>This page requires JavaScript. · 이 페이지를 사용하려면 JavaScript를 켜세요.</noscript>
<script type="application/json" id="${BLOCK}">${inlineJson(block)}</script>
<script>${script}</script>
</body>
</html>
`;
}
