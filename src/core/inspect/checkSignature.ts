import { createHmac, hash } from "node:crypto";
import { decode, parameter, type RawUrl, splitUrl, wireHost } from "../address/rawUrl.ts";
import type { KnownKeys } from "../identity/knownKeys.ts";
import { signingKey } from "../sign/signingKey.ts";
import { percentEncode } from "../text/percentEncode.ts";
import type { FoundLink } from "./inspectedUrl.ts";

/** `matches` and `differs` name the owner of the keys with which the signature was computed again. */
export type SignatureCheck =
  | { outcome: "matches" | "differs"; name: string }
  | { outcome: "notChecked"; reason: "unknownKey" }
  /** The values of these signed headers are not part of the link. */
  | { outcome: "notChecked"; reason: "unknownHeaders"; headers: string[] }
  /** Not signed, signed with another algorithm, or incomplete. */
  | { outcome: "notChecked"; reason: "unsupported" };

/** What is signed, and the scope: date, region, service and `aws4_request`. */
interface Signed {
  signature: string;
  scope: string[];
  /** One for each method that the link may allow. */
  texts: string[];
}

/**
 * Computes the signature of a link or form again, which shows whether it was changed after it was signed. Only for
 * Signature Version 4. Sends nothing.
 */
export function checkSignature(found: FoundLink, known: Iterable<KnownKeys>): SignatureCheck {
  const { pasted, inspected } = found;
  const headers = inspected.signedHeaders.filter((name) => pasted.headers[name] === undefined);
  const owners = [...known].filter(({ accessKeyId }) => accessKeyId === inspected.signer?.accessKeyId);
  const signed = inspected.kind === "post" ? signedForm(pasted.fields ?? {}) : signedUrl(found);
  if (!signed) return { outcome: "notChecked", reason: "unsupported" };
  const [first] = owners;
  if (!first) return { outcome: "notChecked", reason: "unknownKey" };
  if (headers.length > 0) return { outcome: "notChecked", reason: "unknownHeaders", headers };
  const match = owners.find(({ secretAccessKey }) => {
    const key = signingKey(secretAccessKey, signed.scope);
    return signed.texts.some((text) => createHmac("sha256", key).update(text).digest("hex") === signed.signature);
  });
  return match ? { outcome: "matches", name: match.name } : { outcome: "differs", name: first.name };
}

function signedForm(given: Record<string, string>): Signed | undefined {
  const fields = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const [policy, signature] = [fields.get("policy"), fields.get("x-amz-signature")];
  const scope = scopeOf(fields.get("x-amz-algorithm"), fields.get("x-amz-credential"));
  return policy && signature && scope ? { signature, scope, texts: [policy] } : undefined;
}

function signedUrl({ pasted, inspected }: FoundLink): Signed | undefined {
  const url = splitUrl(pasted.url);
  if (!url) return undefined;
  const value = (name: string) => parameter(url.query, name);
  const [algorithm = "", date, signature] = ["X-Amz-Algorithm", "X-Amz-Date", "X-Amz-Signature"].map(value);
  const scope = scopeOf(algorithm, value("X-Amz-Credential"));
  if (!scope || !date || !signature) return undefined;
  const canonical = canonicalTail(url, pasted.headers);
  const texts = Object.keys(inspected.methods).map((method) =>
    [algorithm, date, scope.join("/"), hash("sha256", `${method}\n${canonical}`)].join("\n"),
  );
  return { signature, scope, texts };
}

function scopeOf(algorithm: string | undefined, credential = ""): string[] | undefined {
  const scope = credential.split("/").slice(-4);
  return algorithm === "AWS4-HMAC-SHA256" && scope.length === 4 ? scope : undefined;
}

/**
 * The canonical request after its first line, the method: Amazon S3 API Reference, "Authenticating Requests: Using
 * Query Parameters (AWS Signature Version 4)".
 */
function canonicalTail(url: RawUrl, headers: Record<string, string>): string {
  const path = url.path.split("/").map(encodeAgain).join("/");
  const query = url.query
    .filter(({ name }) => name.toLowerCase() !== "x-amz-signature")
    .map(({ name, value }) => `${percentEncode(name)}=${percentEncode(value)}`)
    .sort();
  const names = (parameter(url.query, "X-Amz-SignedHeaders") ?? "").toLowerCase();
  const sent: Record<string, string> = { ...headers, host: wireHost(url) };
  const lines = names.split(";").map((name) => `${name}:${(sent[name] ?? "").trim().replace(/ +/g, " ")}\n`);
  const payload = parameter(url.query, "X-Amz-Content-Sha256") ?? headers["x-amz-content-sha256"] ?? "UNSIGNED-PAYLOAD";
  return [path, query.join("&"), lines.join(""), names, payload].join("\n");
}

function encodeAgain(part: string): string {
  return percentEncode(decode(part).toWellFormed());
}
