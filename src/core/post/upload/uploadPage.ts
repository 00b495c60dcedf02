import type { SignedPost } from "../../sign/signedRequest.ts";
import { inlineJson } from "../../text/inlineJson.ts";
import { pageHead } from "../../text/pageHead.ts";
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
 * kept in attributes and in a block of JSON.
 */
export function uploadPage(post: SignedPost, { script, style, prefix }: UploadPageParts): string {
  const { url, fields, policy, effectiveExpiresAt } = post;
  const data: UploadPageData = { fields, policy, effectiveExpiresAt, ...(prefix !== undefined && { prefix }) };
  const { hidden, type } = formInputs(post);
  const end = quote(effectiveExpiresAt.replace(/\.\d+Z$/, "Z"));
  return `${pageHead({ title: "Upload · 업로드", script, style, policy: contentPolicy(post) })}
<body>
<main>
<h1>Upload · 업로드</h1>
<noscript><p>Until · 기한: ${end}</p></noscript>
<form id="upload" action="${quote(url)}" method="post" enctype="multipart/form-data">
${hidden}${type && `<p id="type"><label>Content-Type ${type}</label></p>\n`}<p><input type="file" name="file" id="file" aria-label="File · 파일" required></p>
<p><button id="send">Upload · 업로드</button></p>
</form>
</main>
<script type="application/json" id="form-data">${inlineJson(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** Allows requests to the bucket, and the page that the form may redirect to. */
function contentPolicy({ url, fields }: SignedPost): string[] {
  const redirect = fields.success_action_redirect;
  const targets = [url, ...(redirect ? [redirect] : [])].flatMap((address) => URL.parse(address)?.origin ?? []);
  return [`connect-src ${targets[0]}`, `frame-src ${targets.join(" ")}`, `form-action ${targets.join(" ")}`];
}
