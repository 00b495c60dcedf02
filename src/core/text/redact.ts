import { SECRET_NAME, SECRET_NAME_ALONE } from "./secretNames.ts";

export const REDACTED = "[redacted]";

/** A quotation mark, also within JSON, HTML or a URL. */
const QUOTE = String.raw`(?:\\*["'\x60]|%22|%27|&quot;|&#3[49];)`;
const EQUALS = "(?:=>?|%3D|%253D)";
/** What may separate a quoted name from its value: JSON, lists, an HTML input, a part of a multipart form. */
const AFTER_QUOTED = String.raw`${QUOTE}(?:\s*(?:${EQUALS}|[:,]|%3A|%2C)\s*|[^<>]{0,80}?\bvalue\s*=\s*|\r?\n\r?\n)`;
const AFTER_TAG = String.raw`(?:>|&gt;|&#62;)\s*`;
const AFTER_BARE = String.raw`\s*(?:${EQUALS}|:|%3A)\s*`;
/** A blob in the parameters of our API, and a form field in Python. */
const OPENING = String.raw`(?:\{\s*${QUOTE}base64${QUOTE}\s*:\s*|\(None,\s*|\[\s*(?=${QUOTE}))?${QUOTE}?`;
/** A quoted value may contain anything, a bare one no white space. */
const VALUE = String.raw`(?:(?<=(?<!\\)")(?:[^"\\]|\\.)+|(?<=(?<!\\)')(?:[^'\\]|\\.)+|[^\s"'\x60&<>,;)}\\]+)`;

/** What must never reach a log: signatures, session tokens, secret and private keys, passwords, and policies. */
const SECRETS: RegExp[] = [
  `((?:${SECRET_NAME})(?:${AFTER_QUOTED}|${AFTER_TAG}|${AFTER_BARE})${OPENING})${VALUE}`,
  `(${SECRET_NAME_ALONE}(?:${AFTER_QUOTED}|${AFTER_TAG})${OPENING})${VALUE}`,
  String.raw`(\b(?:signature|password)\s*${EQUALS}\s*${QUOTE}?)${VALUE}`,
  // Shorter texts, and others than Base64, may be names.
  String.raw`(${SECRET_NAME_ALONE}\s*${EQUALS}\s*${QUOTE}?)[\w+/=%~-]{20,}`,
  "(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)[^-]+",
  // Signature version 2, and bearer tokens.
  String.raw`(\bAWS(?:\s|\+|%20)+[^\s:"'%+]{1,128}(?::|%3A))[\w+/=%-]{20,}`,
  String.raw`(\bauthorization\W+(?:basic|bearer)\s+)[^\s"',]+`,
  // The password in a URL.
  String.raw`(:\/\/[^\s/?#@:"']*:)[^\s/?#"']+(?=@)`,
  String.raw`(%3A%2F%2F[^\s%]*%3A)\S{1,200}?(?=%40)`,
  // Our PowerShell snippets name a form field after its value.
  String.raw`(GetBytes\(')[^']+(?='[^']*'Content-Disposition', 'form-data; name="(?:[\w-]*(?:${SECRET_NAME})|${SECRET_NAME_ALONE})")`,
].map((source) => new RegExp(source, "gi"));

export function redact(text: string): string {
  return SECRETS.reduce((masked, secret) => masked.replace(secret, `$1${REDACTED}`), text);
}
