import {
  createECDH,
  createHash,
  createHmac,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  verify,
} from "node:crypto";
import { decode, parseQuery } from "./request.ts";

/** What a signature covers, written from the Amazon S3 API Reference, "Signature Calculations" (SigV4). */
export interface SignedParts {
  method: string;
  rawPath: string;
  /** Without X-Amz-Signature, which cannot cover itself. */
  rawQuery: string;
  /** Lowercase names. Each character of a value is one byte. */
  headers: Record<string, string>;
  signedHeaders: string[];
  /** Hex SHA-256 of the body, or UNSIGNED-PAYLOAD. */
  payloadHash: string;
}

export interface Scope {
  accessKeyId: string;
  date: string;
  /** Of SigV4A, the set of regions, which is not part of the scope. */
  region: string;
  service: string;
}

/** RFC 3986: everything except letters, digits, `-`, `.`, `_` and `~` is escaped, in uppercase hexadecimal. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** S3 neither normalises the path nor encodes it twice. */
export function canonicalRequest(parts: SignedParts): string {
  const uri = decode(parts.rawPath).split("/").map(encode).join("/");
  const query = parseQuery(parts.rawQuery)
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const headers = parts.signedHeaders.map(
    (name) => `${name}:${(parts.headers[name] ?? "").replace(/[ \t]+/g, " ").replace(/^ | $/g, "")}\n`,
  );
  return [parts.method, uri, query, headers.join(""), parts.signedHeaders.join(";"), parts.payloadHash].join("\n");
}

/** The signature covers the bytes of the headers as received. */
export function stringToSign(canonical: string, amzDate: string, { date, region, service }: Scope): string {
  const hash = sha256(Buffer.from(canonical, "latin1"));
  return ["AWS4-HMAC-SHA256", amzDate, `${date}/${region}/${service}/aws4_request`, hash].join("\n");
}

/** By secret and scope. */
const signingKeys = new Map<string, KeyObject>();

export function signature(toSign: string, secret: string, { date, region, service }: Scope): string {
  const scope = [date, region, service, "aws4_request"];
  const id = [secret, ...scope].join();
  const key = signingKeys.get(id) ?? createSecretKey(scope.reduce(hmac, Buffer.from(`AWS4${secret}`)));
  signingKeys.set(id, key);
  return hmac(key, toSign).toString("hex");
}

export const SIGV4A = "AWS4-ECDSA-P256-SHA256";

/** As SigV4, without the region. */
export function stringToSignForRegions(canonical: string, amzDate: string, { date, service }: Scope): string {
  return [SIGV4A, amzDate, `${date}/${service}/aws4_request`, sha256(Buffer.from(canonical, "latin1"))].join("\n");
}

/** @param signature DER in hexadecimal */
export function isSignedForRegions(toSign: string, accessKeyId: string, secret: string, signature: string): boolean {
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(privateKeyForRegions(accessKeyId, secret));
  // The ASN.1 head of a P-256 public key: RFC 5480.
  const head = Buffer.from("3059301306072a8648ce3d020106082a8648ce3d030107034200", "hex");
  const key = createPublicKey({ key: Buffer.concat([head, curve.getPublicKey()]), format: "der", type: "spki" });
  return verify("sha256", Buffer.from(toSign), key, Buffer.from(signature, "hex"));
}

/** NIST SP 800-108 in counter mode with one block, and a candidate from 1 to the order of the curve minus 1. */
function privateKeyForRegions(accessKeyId: string, secret: string, counter = 1): Buffer {
  const input = `\0\0\0\x01${SIGV4A}\0${accessKeyId}${String.fromCharCode(counter)}\0\0\x01\0`;
  const candidate = hmac(Buffer.from(`AWS4A${secret}`), input);
  const limit = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254f";
  if (candidate.toString("hex") > limit) return privateKeyForRegions(accessKeyId, secret, counter + 1);
  for (let i = candidate.length - 1; i >= 0; i--) {
    candidate[i] = ((candidate[i] as number) + 1) & 255;
    if (candidate[i] !== 0) break;
  }
  return candidate;
}

export const sha256 = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex");

function hmac(key: Buffer | KeyObject, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
