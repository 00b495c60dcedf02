import { MAX_KEY_BYTES } from "../address/location.ts";
import { balanced } from "../text/balanced.ts";
import { trimEnd } from "../text/trimEnd.ts";

/** An S3 URI or a presigned link of S3 or CloudFront, as it is written in a text. */
export interface LinkInText {
  /** In UTF-16 code units; `end` is exclusive. */
  start: number;
  end: number;
  /** From `start` to `end`, with any escapes of the text's own format. inspect and readPlace accept it. */
  text: string;
  kind: "s3Uri" | "link";
}

/** Around an address in AsciiDoc. */
const PASSTHROUGH = "++";
/**
 * Characters. A link has at most a key of 3 KiB when escaped, a token of a few KiB and a policy. Longer text is not a
 * link.
 */
export const MAX_LINK_LENGTH = 100_000;

/** Source of a regular expression for `&` as HTML, XML and JSON escape it. It must ignore case. */
export const AMPERSAND = String.raw`&(?:amp|#0*38|#x0*26);|\\u0026`;

/** Not at the end of another scheme, such as hdfs3. A letter can belong to the color of a terminal. */
const SCHEME = /(?<=(?<![a-z0-9+.-])|\+\+|\p{Cc}\[[\d;]{0,16}m)(?:https?:(?:\\?\/){2}|s3:\/\/)/giu;
/** Punctuation that ends a sentence or a quotation. Without spaces, Korean and Japanese text can follow it. */
const ENDS = String.raw`\s\p{Cc}\p{Cs}\p{Bidi_Control}"\x60<>“”、。，；「」『』（）〈〉《》【】`;
const IN_URL = String.raw`[^${ENDS}'\\\[\]{}|hs]*`;
/** Up to the next URL. A backslash is of JSON, a shell, Markdown or LaTeX. */
const URL_TEXT = new RegExp(
  String.raw`^https?:(?:\\?/){2}(?:\[[0-9a-f:.]+\])?${IN_URL}(?:(?:\\(?:u0026|[/?&=%_#])|h(?!ttps?:\\?/)|s(?!3://))${IN_URL})*`,
  "iu",
);
/** Up to the next item of a list. */
const URI_TEXT = new RegExp(String.raw`^s3://(?:[^${ENDS}\\,;|]|[,;|](?!(?:s3|https?)://))+`, "iu");
/** Amazon S3 User Guide, "Amazon S3 access points", with those of an Outpost. */
const ACCESS_POINT = String.raw`arn:aws[a-z-]*:s3[a-z-]*:[a-z0-9-]*:\d{12}:(?:outpost/[\w-]+/)?accesspoint/[\w.-]+`;
/** Amazon S3 User Guide, "General purpose bucket naming rules", and names that are older than these. */
const BUCKET = String.raw`[a-z0-9][\w.-]{1,253}[a-z0-9]`;
const S3_URI = new RegExp(`^s3://(?:${ACCESS_POINT}|${BUCKET})(?:/(.*))?$`, "is");
/** Characters that a URI can have. */
const MAX_URI_LENGTH = "s3://".length + 255 + 1 + MAX_KEY_BYTES;
const CLOSING: Record<string, string> = { '"': '"', "'": "'", "`": "`", "“": "”", "‘": "’", "<": ">", "「": "」" };

/**
 * Finds S3 URIs, also with spaces if they are in quotes, and links that have all parameters of a signature. Takes time
 * proportional to the length of the text, and makes no request.
 */
export function findLinksInText(text: string): LinkInText[] {
  const links: LinkInText[] = [];
  let end = 0;
  for (const { index, 0: scheme } of text.matchAll(SCHEME)) {
    if (index < end) continue;
    const kind = /^s3/i.test(scheme) ? "s3Uri" : "link";
    const [found, length] = kind === "s3Uri" ? uriAt(text, index) : urlAt(text, index);
    const written = text.startsWith(PASSTHROUGH, index - 2) ? (found.split(PASSTHROUGH)[0] as string) : found;
    end = index + length;
    if (kind === "s3Uri" ? !isS3Uri(written) : !isSigned(written)) continue;
    links.push({ start: index, end: index + written.length, text: written, kind });
  }
  return links;
}

/** The link, and how much of the text was read for it. */
type Candidate = [link: string, length: number];

function uriAt(text: string, start: number): Candidate {
  const quoted = quotedUri(text, start);
  if (quoted !== undefined) return [quoted, quoted.length];
  const [word = ""] = URI_TEXT.exec(text.slice(start, start + MAX_URI_LENGTH + 1)) ?? [];
  return [withoutPunctuation(word), word.length];
}

function urlAt(text: string, start: number): Candidate {
  const [word = ""] = URL_TEXT.exec(text.slice(start, start + MAX_LINK_LENGTH + 1)) ?? [];
  // In a query, other characters than ASCII are escaped. A Korean particle may follow it.
  const [url = ""] = /^[^?]*(?:\?[!-~]*)?/.exec(word) ?? [];
  return [withoutPunctuation(url), word.length];
}

/** The URI between the quotation mark before it and the next one, if that one ends a word. */
function quotedUri(text: string, start: number): string | undefined {
  const mark = CLOSING[text[start - 1] ?? ""];
  if (!mark) return undefined;
  // In JSON within a string, the quotation marks have backslashes.
  const closing = text[start - 2] === "\\" ? `\\${mark}` : mark;
  const rest = text.slice(start, start + MAX_URI_LENGTH + 3);
  const end = rest.indexOf(closing);
  const [uri, after = ""] = [rest.slice(0, end), rest[end + closing.length]];
  return end < 0 || /[\p{L}\p{N}]/u.test(after) || /[\p{Cc}\p{Bidi_Control}]|\ss3:\/\//iu.test(uri) ? undefined : uri;
}

/** Ends before a closing bracket that was opened before the link, and before the punctuation of a sentence. */
function withoutPunctuation(link: string): string {
  return trimEnd(balanced(link), ".,;:!?'’*|");
}

function isS3Uri(text: string): boolean {
  const [uri, key = ""] = S3_URI.exec(text) ?? [];
  return uri !== undefined && Buffer.byteLength(key) <= MAX_KEY_BYTES;
}

const has = (name: string, value = "[^&]") => new RegExp(String.raw`(?:[?&]|${AMPERSAND})${name}\\?=${value}`, "i");
/** Escaped or not: `/` in a credential, and what LaTeX puts before `%` and `_`. */
const [SLASH, SERVICE] = [String.raw`(?:\\?%2F|\\?/)`, "s3(?:express|-object-lambda|-outposts)?"];
const SCOPE = String.raw`[^&]+?${SLASH}\d{8}(?:${SLASH}[\w-]+)?${SLASH}${SERVICE}${SLASH}aws4\\?_request`;
/** Signature versions 4 and 2 of S3, and both forms of CloudFront. A link that is signed for another service is none. */
const SIGNATURES = [
  [has("X-Amz-Signature"), has("X-Amz-Algorithm"), has("X-Amz-Credential", SCOPE), has("X-Amz-Date")],
  [has("Signature"), has("AWSAccessKeyId"), has("Expires")],
  [has("Signature"), has("Key-Pair-Id"), has("(?:Expires|Policy)")],
];
/** Other services of AWS also had version 2, and name their algorithm. */
const OF_OTHERS = has("SignatureMethod");
const HOST = /^https?:(?:\\?\/){2}(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?\\?[/?]/i;

function isSigned(url: string): boolean {
  if (url.length > MAX_LINK_LENGTH || !HOST.test(url)) return false;
  const query = url.slice(url.indexOf("?"));
  return (
    SIGNATURES.some((signature) => signature.every((parameter) => parameter.test(query))) && !OF_OTHERS.test(query)
  );
}
