import { createHmac, hash } from "node:crypto";
import type { OwnEndpoint } from "../address/knownEndpoint.ts";
import { decode, parameter, type RawUrl, splitUrl } from "../address/rawUrl.ts";
import type { KnownKeys } from "../identity/knownKeys.ts";
import { canonicalHeaders } from "../sign/canonicalHeaders.ts";
import { signingKey } from "../sign/signingKey.ts";
import { SIGV4A, sigV4aKey, verifiesSigV4a } from "../sign/sigV4aKey.ts";
import { percentEncode } from "../text/percentEncode.ts";
import type { FoundLink } from "./inspectedUrl.ts";
import { type SignedPlace, signedPlaces } from "./signedPlaces.ts";

/** `matches` and `differs` name the owner of the keys with which the signature was computed again. */
export type SignatureCheck =
  | { outcome: "matches" | "differs"; name: string }
  | { outcome: "notChecked"; reason: "unknownKey" }
  /** The values of these signed headers are not part of the link. */
  | { outcome: "notChecked"; reason: "unknownHeaders"; headers: string[] }
  /** Not signed, signed with another algorithm, or incomplete. */
  | { outcome: "notChecked"; reason: "unsupported" };

/** What is signed, and the scope: date, region, service and `aws4_request`; without the region for SigV4A. */
interface Signed {
  algorithm: string;
  signature: string;
  scope: string[];
  /** One for each method that the link may allow, and each known host for which it may be signed. */
  texts: string[];
  /** Whether it may be signed for another host. */
  isHostUnknown: boolean;
}

/**
 * Computes the signature of a link or form again, or verifies that of SigV4A by its public key, which shows whether it
 * was changed after it was signed. Only for Signature Version 4. Sends nothing.
 * @param endpoints of the user's own servers; see signedPlaces
 */
export function checkSignature(
  found: FoundLink,
  known: Iterable<KnownKeys>,
  endpoints: readonly OwnEndpoint[] = [],
): SignatureCheck {
  const { pasted, inspected } = found;
  const headers = inspected.signedHeaders.filter((name) => pasted.headers[name] === undefined);
  const owners = [...known].filter(({ accessKeyId }) => accessKeyId === inspected.signer?.accessKeyId);
  const signed = inspected.kind === "post" ? signedForm(pasted.fields ?? {}) : signedUrl(found, endpoints);
  if (!signed) return { outcome: "notChecked", reason: "unsupported" };
  const [first] = owners;
  if (!first) return { outcome: "notChecked", reason: "unknownKey" };
  const match = headers.length === 0 ? owners.find((keys) => isSignedBy(keys, signed)) : undefined;
  if (signed.isHostUnknown) headers.push("host");
  if (!match && headers.length > 0) return { outcome: "notChecked", reason: "unknownHeaders", headers };
  return match ? { outcome: "matches", name: match.name } : { outcome: "differs", name: first.name };
}

/** The method that a link is signed for, where the signature matches with it. */
export interface SignedMethod {
  check: SignatureCheck;
  method?: string;
}

/** Like checkSignature, and the method that the link is signed for, which only the keys of its signer show. */
export function signedMethod(
  found: FoundLink,
  known: Iterable<KnownKeys>,
  endpoints: readonly OwnEndpoint[],
): SignedMethod {
  let check: SignatureCheck = { outcome: "notChecked", reason: "unsupported" };
  for (const [method, operation] of Object.entries(found.inspected.methods)) {
    const inspected = { ...found.inspected, methods: { [method]: operation } };
    check = checkSignature({ ...found, inspected }, known, endpoints);
    if (check.outcome === "matches") return { check, method };
    if (check.outcome === "notChecked") break;
  }
  return { check };
}

function isSignedBy({ accessKeyId, secretAccessKey }: KnownKeys, signed: Signed): boolean {
  const { algorithm, scope, signature, texts } = signed;
  if (algorithm === SIGV4A) {
    const key = sigV4aKey(accessKeyId, secretAccessKey);
    return texts.some((text) => verifiesSigV4a(key, text, signature));
  }
  const key = signingKey(secretAccessKey, scope);
  return texts.some((text) => createHmac("sha256", key).update(text).digest("hex") === signature);
}

function signedForm(given: Record<string, string>): Signed | undefined {
  const fields = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const [policy, signature] = [fields.get("policy"), fields.get("x-amz-signature")];
  const algorithm = fields.get("x-amz-algorithm");
  if (algorithm !== SIGV4) return undefined;
  const scope = scopeOf(algorithm, fields.get("x-amz-credential"));
  return policy && signature && scope
    ? { algorithm, signature, scope, texts: [policy], isHostUnknown: false }
    : undefined;
}

function signedUrl({ pasted, inspected }: FoundLink, endpoints: readonly OwnEndpoint[]): Signed | undefined {
  const url = splitUrl(pasted.url);
  if (!url) return undefined;
  const value = (name: string) => parameter(url.query, name);
  const [algorithm = "", date, signature] = ["X-Amz-Algorithm", "X-Amz-Date", "X-Amz-Signature"].map(value);
  const scope = scopeOf(algorithm, value("X-Amz-Credential"));
  if (!scope || !date || !signature) return undefined;
  const places = signedPlaces(url, endpoints);
  const texts = places
    .filter((place) => place !== undefined)
    .flatMap((place) => {
      const canonical = canonicalTail(url, place, pasted.headers);
      return Object.keys(inspected.methods).map((method) =>
        [algorithm, date, scope.join("/"), hash("sha256", `${method}\n${canonical}`)].join("\n"),
      );
    });
  return { algorithm, signature, scope, texts, isHostUnknown: places.includes(undefined) };
}

const SIGV4 = "AWS4-HMAC-SHA256";
/** The number of parts of a scope. */
const SCOPES: Partial<Record<string, number>> = { [SIGV4]: 4, [SIGV4A]: 3 };

function scopeOf(algorithm: string, credential = ""): string[] | undefined {
  const length = SCOPES[algorithm];
  const parts = credential.split("/");
  return length && parts.length > length ? parts.slice(-length) : undefined;
}

/**
 * The canonical request after its first line, the method: Amazon S3 API Reference, "Authenticating Requests: Using
 * Query Parameters (AWS Signature Version 4)".
 */
function canonicalTail(url: RawUrl, place: SignedPlace, headers: Record<string, string>): string {
  const path = place.path.split("/").map(encodeAgain).join("/");
  const query = url.query
    .filter(({ name }) => name.toLowerCase() !== "x-amz-signature")
    // A space is before every character of a name, so that a name comes before those that start with it.
    .map(({ name, value }) => `${percentEncode(name)} ${percentEncode(value)}`)
    .sort()
    .map((pair) => pair.replace(" ", "="));
  const names = (parameter(url.query, "X-Amz-SignedHeaders") ?? "").toLowerCase();
  const sent: Record<string, string> = { ...headers, host: place.host };
  const payload = parameter(url.query, "X-Amz-Content-Sha256") ?? headers["x-amz-content-sha256"] ?? "UNSIGNED-PAYLOAD";
  return [path, query.join("&"), canonicalHeaders(names, sent), names, payload].join("\n");
}

function encodeAgain(part: string): string {
  return percentEncode(decode(part).toWellFormed());
}
