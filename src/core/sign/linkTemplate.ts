import { hash } from "node:crypto";
import type { ObjectInBucket } from "../address/location.ts";
import { decode } from "../address/rawUrl.ts";
import { encodePath, percentEncode } from "../text/percentEncode.ts";
import { canonicalHeaders } from "./canonicalHeaders.ts";
import { hmacSigner } from "./hmacSigner.ts";
import type { SignedRequest } from "./signedRequest.ts";
import { SIGV4A, sigV4aKey, sigV4aSignature, verifiesSigV4a } from "./sigV4aKey.ts";

/** What differs between links. */
export interface LinkTarget extends ObjectInBucket {
  /** The value of `response-content-disposition`. */
  disposition?: string;
  /** Of UploadPart. */
  partNumber?: number;
}

/** Makes links like the original to other targets of the same shape. */
export type LinkTemplate = (target: LinkTarget) => string;

type Member = "versionId" | "disposition" | "partNumber";
const MEMBERS = new Map<string, Member>([
  ["versionId", "versionId"],
  ["response-content-disposition", "disposition"],
  ["partNumber", "partNumber"],
]);

/** Text with gaps: there is one more constant than there are members. */
interface Slots {
  constants: string[];
  members: Member[];
}

/** Signs by the digest of a canonical request, in hexadecimal. */
interface DigestSigner {
  sign(canonicalDigest: string): string;
  verifies(canonicalDigest: string, signature: string): boolean;
}

/**
 * Computes once what a link shares with its siblings. Each further link then takes one SHA-256 and one HMAC, or one
 * ECDSA signature.
 * @param signed a link to `sample`, made by getSignedUrl; it provides the endpoint, the scope and the order of the
 * query
 * @returns undefined if the template does not reproduce `signed` for `sample`, byte for byte, apart from the signature of
 * SigV4A, which is another one each time
 */
export function linkTemplate(
  signed: Pick<SignedRequest, "method" | "url" | "headers">,
  sample: LinkTarget,
  secret: string,
): LinkTemplate | undefined {
  const [, origin = "", host = "", path = "", query = ""] =
    /^(https?:\/\/([^/]+))([^?]*)\?(.*)$/.exec(signed.url) ?? [];
  const parameter = (name: string) => decode(new RegExp(`(?:^|&)${name}=([^&]*)`).exec(query)?.[1] ?? "");
  const ending = encodePath(sample.key);
  if (!path.endsWith(ending)) return undefined;
  const prefix = path.slice(0, path.length - ending.length);
  const pairs = query.split("&");
  const at = pairs.findIndex((pair) => pair.startsWith("X-Amz-Signature="));
  const names = parameter("X-Amz-SignedHeaders");
  const headers = canonicalHeaders(names, { ...signed.headers, host });
  const canonicalTail = `\n${headers}\n${names}\nUNSIGNED-PAYLOAD`;
  const cutPairs = (lead: string, some: string[], tail: string) => cut(sample, lead, some, tail);
  const canonical = cutPairs("\n", pairs.toSpliced(at, 1), canonicalTail);
  const before = cutPairs("?", pairs.slice(0, at), "&X-Amz-Signature=");
  const after = cutPairs(at + 1 < pairs.length ? "&" : "", pairs.slice(at + 1), "");
  const { sign, verifies } = digestSigner(secret, parameter);
  const head = `${signed.method}\n${prefix}`;
  const start = origin + prefix;
  const digest = (target: LinkTarget, key: string) => hash("sha256", head + key + fill(canonical, target));
  const link = (target: LinkTarget, key: string, signature: string) =>
    start + key + fill(before, target) + signature + fill(after, target);
  const signature = parameter("X-Amz-Signature");
  const isSame = link(sample, ending, signature) === signed.url && verifies(digest(sample, ending), signature);
  if (!isSame) return undefined;
  return (target) => {
    const key = encodePath(target.key);
    return link(target, key, sign(digest(target, key)));
  };
}

/** A member that the sample lacks is a constant of the request, as in GetObject with a part number. */
function cut(sample: LinkTarget, lead: string, pairs: string[], tail: string): Slots {
  const constants = [lead];
  const members: Member[] = [];
  for (const [index, pair] of pairs.entries()) {
    const name = pair.slice(0, pair.indexOf("="));
    const known = MEMBERS.get(name);
    const member = known && sample[known] !== undefined ? known : undefined;
    constants.push(`${constants.pop()}${index > 0 ? "&" : ""}${member ? `${name}=` : pair}`);
    if (member) constants.push("");
    if (member) members.push(member);
  }
  constants.push(`${constants.pop()}${tail}`);
  return { constants, members };
}

function fill({ constants, members }: Slots, target: LinkTarget): string {
  let text = constants[0] as string;
  for (let i = 0; i < members.length; i++) {
    text += percentEncode(String(target[members[i] as Member] ?? "")) + constants[i + 1];
  }
  return text;
}

/** @param parameter of a signed link, by name */
function digestSigner(secret: string, parameter: (name: string) => string): DigestSigner {
  const date = parameter("X-Amz-Date");
  const credential = parameter("X-Amz-Credential").split("/");
  if (parameter("X-Amz-Algorithm") === SIGV4A) {
    const key = sigV4aKey(credential.slice(0, -3).join("/"), secret);
    const text = (digest: string) => `${SIGV4A}\n${date}\n${credential.slice(-3).join("/")}\n${digest}`;
    return {
      sign: (digest) => sigV4aSignature(key, text(digest)),
      verifies: (digest, signature) => verifiesSigV4a(key, text(digest), signature),
    };
  }
  const sign = hmacSigner(secret, date, credential.slice(-4));
  return { sign, verifies: (digest, signature) => sign(digest) === signature };
}
