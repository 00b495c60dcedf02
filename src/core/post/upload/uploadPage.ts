import { createHash } from "node:crypto";
import type { SignedPost } from "../../sign/signedRequest.ts";
import { html as quote } from "../../text/quote.ts";
import { formInputs } from "./formInputs.ts";

/** Data for the script of the page. */
export interface UploadPageData extends Pick<SignedPost, "fields" | "policy" | "effectiveExpiresAt"> {
  /** The prefix of the key, if the uploader chooses the name. */
  prefix?: string;
}

export interface UploadPageParts {
  /** Bundled, for an inline `<script>`. */
  script: string;
  style: string;
  prefix?: string;
}

/**
 * One HTML file with which someone without credentials can upload. Nothing in the form becomes markup or script: it is
 * kept in attributes and in a block of JSON. The page runs only its own script, identified by its hash.
 */
export function uploadPage(post: SignedPost, { script, style, prefix }: UploadPageParts): string {
  const { url, fields, policy, effectiveExpiresAt } = post;
  const data: UploadPageData = { fields, policy, effectiveExpiresAt, ...(prefix !== undefined && { prefix }) };
  const { hidden, type } = formInputs(post);
  const end = quote(effectiveExpiresAt.replace(/\.\d+Z$/, "Z"));
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${quote(contentPolicy(post, script, style))}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <meta name="robots" content="noindex">
    <title>Upload · 업로드</title>
    <style>${style}</style>
  </head>
  <body>
    <main>
      <h1>Upload · 업로드</h1>
      <noscript><p>Until · 기한: ${end}</p></noscript>
      <form id="upload" action="${quote(url)}" method="post" enctype="multipart/form-data">
${hidden}${type && `        <p id="type"><label>Content-Type ${type}</label></p>\n`}        <p><input type="file" name="file" id="file" aria-label="File · 파일" required></p>
        <p><button id="send">Upload · 업로드</button></p>
      </form>
    </main>
    <script type="application/json" id="form-data">${inlineJson(data)}</script>
    <script>${script}</script>
  </body>
</html>
`;
}

/** JSON that neither an HTML parser nor a script parser can mistake for anything else. */
export function inlineJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Allows the page's own script and style, requests to the bucket, and the page that the form may redirect to. */
function contentPolicy({ url, fields }: SignedPost, script: string, style: string): string {
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const redirect = fields.success_action_redirect;
  const targets = [url, ...(redirect ? [redirect] : [])].flatMap((address) => URL.parse(address)?.origin ?? []);
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    `connect-src ${targets[0]}`,
    `frame-src ${targets.join(" ")}`,
    `form-action ${targets.join(" ")}`,
    "base-uri 'none'",
  ].join("; ");
}
