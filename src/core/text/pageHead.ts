import { contentHash } from "./contentHash.ts";
import { html as quote } from "./quote.ts";
import { visibleText } from "./visibleText.ts";

export interface PageHead {
  title: string;
  /** Bundled, for an inline `<script>`. */
  script: string;
  style: string;
  /** Directives of the content security policy, besides those that allow only this script and style. */
  policy: readonly string[];
}

/**
 * The beginning of an HTML page for people without credentials, before its body. The page runs only its own script,
 * identified by its hash, and no other site learns its address.
 */
export function pageHead({ title, script, style, policy }: PageHead): string {
  const directives = [
    "default-src 'none'",
    `script-src ${contentHash(script)}`,
    `style-src ${contentHash(style)}`,
    ...policy,
    "base-uri 'none'",
  ];
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${quote(directives.join("; "))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${quote(visibleText(title))}</title>
<style>${style}</style>
</head>`;
}
