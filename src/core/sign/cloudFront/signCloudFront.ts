import { getSignedCookies } from "@aws-sdk/cloudfront-signer";
import { S3Error } from "../../errors/errors.ts";
import { type SignedRequest, type WarningCode, warning } from "../signedRequest.ts";
import { type Distribution, resourceUrl } from "./distribution.ts";

/** What a private key of CloudFront signs. Plain JSON. Contains no secret, so the ledger can store it. */
export interface CloudFrontRequest extends Distribution {
  /** An object. */
  key?: string;
  /** Everything below a folder; of the whole bucket if empty. Present if `key` is absent. */
  prefix?: string;
  /** Seconds. */
  expiresIn: number;
  /** ISO 8601. If absent, the link is valid at once. */
  startsAt?: string;
  /** IPv4 range, such as `203.0.113.0/24`. */
  ipRange?: string;
  form: CloudFrontForm;
}

/** Cookies are a `Cookie` header that is sent with the URL. */
export type CloudFrontForm = "url" | "cookies";

/**
 * Signs locally, as `aws cloudfront sign` does: a canned policy if only the end of one object is given, a custom policy
 * otherwise. SHA-1 is CloudFront's default for both kinds of keys.
 * @param privateKey PEM; see checkPrivateKey
 * @throws S3Error invalidExpiry, invalidStart; see resourceUrl
 */
export function signCloudFront(request: CloudFrontRequest, privateKey: string, now = new Date()): SignedRequest {
  const { keyPairId, expiresIn, startsAt, ipRange, form } = request;
  const url = resourceUrl(request);
  const issued = Math.floor(now.getTime() / 1000);
  const end = issued + expiresIn;
  const start = startsAt === undefined ? undefined : Math.floor(Date.parse(startsAt) / 1000);
  if (end <= issued) throw new S3Error("invalidExpiry", { given: iso(end), reason: "past" });
  if (start !== undefined && start >= end) throw new S3Error("invalidStart", { given: iso(start), reason: "afterEnd" });
  const isCanned = request.key !== undefined && start === undefined && ipRange === undefined;
  const policy = policyOf(url, end, start, ipRange);
  const signed = getSignedCookies({ policy, keyPairId, privateKey });
  const condition = isCanned ? ["Expires", end] : ["Policy", signed["CloudFront-Policy"]];
  const parameters = [condition, ["Signature", signed["CloudFront-Signature"]], ["Key-Pair-Id", keyPairId]];
  const inUrl = parameters.map(([name, value]) => `${name}=${value}`).join("&");
  const inCookies = parameters.map(([name, value]) => `CloudFront-${name}=${value}`).join("; ");
  const codes: WarningCode[] = [...(request.key === undefined ? ["wholeFolder" as const] : []), "cloudFrontKey"];
  return {
    kind: "url",
    method: "GET",
    ...(form === "url" ? { url: `${url}?${inUrl}`, headers: {} } : { url, headers: { Cookie: inCookies } }),
    issuedAt: iso(issued),
    expiresAt: iso(end),
    effectiveExpiresAt: iso(end),
    warnings: codes.map(warning),
  };
}

/**
 * The order of the members and the lack of spaces are part of a canned policy: CloudFront Developer Guide, "Create a
 * signed URL using a canned policy".
 */
function policyOf(resource: string, end: number, start: number | undefined, ipRange: string | undefined): string {
  const condition = {
    DateLessThan: { "AWS:EpochTime": end },
    ...(ipRange !== undefined && { IpAddress: { "AWS:SourceIp": ipRange } }),
    ...(start !== undefined && { DateGreaterThan: { "AWS:EpochTime": start } }),
  };
  return JSON.stringify({ Statement: [{ Resource: resource, Condition: condition }] });
}

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
