import { decode, type QueryPair, type RawUrl } from "../address/rawUrl.ts";
import { REDACTED, redact } from "../text/redact.ts";

/** Words of a name: they are joined by signs or capital letters. */
const WORDS = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g;
const SIGNATURE_WORDS = new Set([
  ...["sig", "sign", "signed", "signature", "token", "tok", "jwt", "hmac", "mac", "auth", "authorization", "authkey"],
  ...["secret", "password", "passwd", "pwd", "credential", "credentials", "apikey", "accesskey", "hdnts", "hdnea"],
  ...["policy", "sas", "ticket", "otp", "cookie"],
  // Of secure_link of nginx
  ...["md5", "hash", "digest"],
]);
/** What expires was signed, even if the signature is missing or has an unusual name. */
const EXPIRY = /^(?:expires|expiry|exp)$/i;
/** Parameters of S3 whose names contain such a word, or whose values may be long and random. */
const OF_S3 =
  /^(?:versionId|uploadId|partNumber|x-id|list-type|prefix|delimiter|marker|start-after|max-keys|encoding-type|fetch-owner|(?:key-|version-id-|upload-id-)marker|continuation-token|response-.*|policy|policyStatus|x-amz-(?!.*(?:token|signature|credential)).*)$/i;
/** A JSON Web Token, a hexadecimal hash, or Base64 of as many bits. */
const RANDOM = /^(?:eyJ[\w-]+\.[\w-]+\.[\w-]*|[0-9a-f]{32,}|(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w+/=~-]{40,})$/;

export interface UnknownReading {
  kind: "unknown";
  /** Names of parameters and headers. */
  signatureParameters: string[];
}

/**
 * @param fragment what follows the `#` of the link
 * @param headers those that were given with the link
 * @returns undefined if no parameter or header looks like a signature or a token, and no other part contains one
 */
export function readUnknown(
  { path, query }: RawUrl,
  fragment: string,
  headers: Record<string, string>,
): UnknownReading | undefined {
  const found = query.filter(looksSecret);
  const signed = found.length > 0 ? found : query.filter(({ name }) => EXPIRY.test(name));
  const inHeaders = Object.keys(headers).filter((name) => !OF_S3.test(name) && isNamedSo(name));
  const elsewhere = [path, fragment, ...query.map(({ value }) => value)].flatMap(signaturesIn);
  const names = [...signed.map(({ name }) => shownName(name)), ...inHeaders.map(redact), ...elsewhere];
  const signatureParameters = [...new Set(names)];
  return signatureParameters.length > 0 ? { kind: "unknown", signatureParameters } : undefined;
}

/** Whether a parameter, other than those of S3, looks like a signature or a token. */
export function looksSecret({ name, value }: Pick<QueryPair, "name" | "value">): boolean {
  return !OF_S3.test(name) && (isNamedSo(name) || RANDOM.test(name) || RANDOM.test(value));
}

/** Names of signatures in a part of a link that has no parameters, such as the path if the link was encoded as a whole. */
function signaturesIn(part: string): string[] {
  const found = decode(decode(part)).matchAll(/([\w.-]*(?:signature|security-token))=/gi);
  return [...found].map(([, name = ""]) => name);
}

function isNamedSo(name: string): boolean {
  const words = (name.match(WORDS) ?? []).map((word) => word.toLowerCase());
  return [name.toLowerCase(), words.join(""), ...words].some((word) => SIGNATURE_WORDS.has(word));
}

/** A token may be there without a name. */
export function shownName(name: string): string {
  return RANDOM.test(name) ? REDACTED : redact(name);
}

/** Whether the value of a parameter can be shown although the link's form is unknown. */
export function isOfS3(name: string): boolean {
  return OF_S3.test(name);
}
