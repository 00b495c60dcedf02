import { timingSafeEqual } from "node:crypto";
import {
  canonicalRequest,
  isSignedForRegions,
  type Scope,
  SIGV4A,
  signature,
  stringToSign,
  stringToSignForRegions,
} from "./canonical.ts";
import { accessDenied, S3Failure } from "./failure.ts";
import { MULTI_REGION_SUFFIX, type S3Request } from "./request.ts";

export interface S3User {
  accountId: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  sessionExpiresAt?: Date;
  /** S3 actions that are denied, such as `s3:ListAllMyBuckets`. */
  denied?: string[];
}

/** The signer of a request, and the signed properties of the body. */
export interface Signer {
  user: S3User;
  presigned: boolean;
  region: string;
  /** Of SigV4A; `*` means all. */
  regionSet?: string[];
  /** Hex SHA-256 that the body must have; absent if it is unsigned. */
  bodyHash?: string;
}

interface Claim {
  algorithm: string;
  presigned: boolean;
  scope: Scope;
  amzDate: string;
  signedHeaders: string[];
  signature: string;
  token: string | undefined;
  payloadHash: string;
}

const MAX_SKEW_MS = 15 * 60_000;
/** Seconds that a link can be valid. */
export const MAX_EXPIRES = 604_800;

/**
 * Rejects a request as S3 does, or returns its signer; undefined for an anonymous request.
 * @param maxExpires see MAX_EXPIRES
 */
export function authenticate(
  request: S3Request,
  users: S3User[],
  now: Date,
  maxExpires = MAX_EXPIRES,
): Signer | undefined {
  const inHeader = request.headers.authorization !== undefined;
  const inQuery = request.query.has("X-Amz-Signature") || request.query.has("X-Amz-Algorithm");
  if (inHeader && inQuery) {
    throw new S3Failure(
      400,
      "InvalidArgument",
      "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
    );
  }
  if (!inHeader && !inQuery) return undefined;
  const claim = inHeader ? headerClaim(request) : queryClaim(request, maxExpires);
  if (request.host.endsWith(MULTI_REGION_SUFFIX) && claim.algorithm !== SIGV4A) {
    const message =
      "The authorization mechanism you have provided is not supported. Please use AWS4-ECDSA-P256-SHA256.";
    throw new S3Failure(400, "InvalidRequest", message);
  }
  const user = findUser(users, claim.scope);
  checkToken(user, claim, now);
  checkTime(request, claim, now);
  checkHeaders(request, claim);
  checkSignature(request, claim, user);
  const bodyHash = /^[0-9a-f]{64}$/.test(claim.payloadHash) ? { bodyHash: claim.payloadHash } : {};
  const { region } = claim.scope;
  const regionSet = claim.algorithm === SIGV4A ? { regionSet: region.split(",") } : {};
  return { user, presigned: claim.presigned, region, ...regionSet, ...bodyHash };
}

export function findUser(users: S3User[], { accessKeyId }: Scope): S3User {
  const user = users.find((known) => known.accessKeyId === accessKeyId);
  if (user) return user;
  const message = "The AWS Access Key Id you provided does not exist in our records.";
  throw new S3Failure(403, "InvalidAccessKeyId", message, { AWSAccessKeyId: accessKeyId });
}

function headerClaim(request: S3Request): Claim {
  const { headers } = request;
  const match =
    /^(AWS4-HMAC-SHA256|AWS4-ECDSA-P256-SHA256)\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([^,\s]+)$/.exec(
      headers.authorization ?? "",
    );
  const malformed = () => new S3Failure(400, "AuthorizationHeaderMalformed", "The authorization header is malformed.");
  if (!match) throw malformed();
  const [algorithm, credential, signed, signature] = match.slice(1) as [string, string, string, string];
  const scope = scopeFor(request, algorithm, credential, headers["x-amz-region-set"]);
  const payloadHash = headers["x-amz-content-sha256"];
  if (!scope) throw malformed();
  if (!payloadHash)
    throw new S3Failure(400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
  return {
    algorithm,
    presigned: false,
    scope,
    amzDate: headers["x-amz-date"] ?? "",
    signedHeaders: signed.split(";"),
    signature,
    token: headers["x-amz-security-token"] ?? headers["x-amz-s3session-token"],
    payloadHash,
  };
}

function queryClaim(request: S3Request, maxExpires: number): Claim {
  const { query, headers } = request;
  const bad = (message: string) => new S3Failure(400, "AuthorizationQueryParametersError", message);
  const names = [
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Signature",
    "X-Amz-Date",
    "X-Amz-SignedHeaders",
    "X-Amz-Expires",
  ];
  if (names.some((name) => !query.get(name))) {
    throw bad(
      "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
    );
  }
  const algorithm = query.get("X-Amz-Algorithm") as string;
  if (algorithm !== "AWS4-HMAC-SHA256" && algorithm !== SIGV4A)
    throw bad('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"');
  const scope = scopeFor(request, algorithm, query.get("X-Amz-Credential") as string, query.get("X-Amz-Region-Set"));
  if (!scope) throw bad("Error parsing the X-Amz-Credential parameter; the Credential is mal-formed");
  const expires = query.get("X-Amz-Expires") as string;
  if (!/^-?\d+$/.test(expires)) throw bad("X-Amz-Expires should be a number");
  if (Number(expires) < 0) throw bad("X-Amz-Expires must be non-negative");
  if (Number(expires) > maxExpires) {
    throw bad(
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    );
  }
  return {
    algorithm,
    presigned: true,
    scope,
    amzDate: query.get("X-Amz-Date") as string,
    signedHeaders: (query.get("X-Amz-SignedHeaders") as string).split(";"),
    signature: query.get("X-Amz-Signature") as string,
    token: query.get("X-Amz-Security-Token") ?? query.get("X-Amz-S3session-Token"),
    payloadHash: query.get("X-Amz-Content-Sha256") ?? headers["x-amz-content-sha256"] ?? "UNSIGNED-PAYLOAD",
  };
}

/** @param expected the service, which is another one at the hosts of directory buckets */
export function readScope(credential: string, expected = "s3"): Scope | undefined {
  const [accessKeyId, date, region, service, terminator, ...rest] = credential.split("/");
  const whole =
    accessKeyId && /^\d{8}$/.test(date ?? "") && region && service === expected && terminator === "aws4_request";
  return whole && rest.length === 0 ? { accessKeyId, date: date as string, region, service: expected } : undefined;
}

/** The scope of SigV4A has no region. */
function scopeFor(
  { host }: S3Request,
  algorithm: string,
  credential: string,
  regionSet: string | undefined,
): Scope | undefined {
  if (algorithm !== SIGV4A) return readScope(credential, /(^|\.)s3express-/.test(host) ? "s3express" : "s3");
  const [accessKeyId = "", date = "", ...rest] = credential.split("/");
  return regionSet ? readScope([accessKeyId, date, regionSet, ...rest].join("/")) : undefined;
}

export function checkToken(user: S3User, { token }: Pick<Claim, "token">, now: Date): void {
  if (token !== user.sessionToken) {
    throw new S3Failure(400, "InvalidToken", "The provided token is malformed or otherwise invalid.");
  }
  if (user.sessionExpiresAt && user.sessionExpiresAt <= now) {
    throw new S3Failure(400, "ExpiredToken", "The provided token has expired.");
  }
}

function checkTime(request: S3Request, claim: Claim, now: Date): void {
  const signed = parseAmzDate(claim.amzDate);
  if (!signed || !claim.amzDate.startsWith(claim.scope.date)) {
    throw claim.presigned
      ? new S3Failure(
          400,
          "AuthorizationQueryParametersError",
          "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
        )
      : accessDenied("AWS authentication requires a valid Date or x-amz-date header");
  }
  const serverTime = iso(now);
  if (claim.presigned) {
    const expires = request.query.get("X-Amz-Expires") as string;
    const end = new Date(signed.getTime() + Number(expires) * 1000);
    if (end <= now) {
      throw accessDenied("Request has expired", {
        "X-Amz-Expires": expires,
        Expires: iso(end),
        ServerTime: serverTime,
      });
    }
    if (signed.getTime() - now.getTime() > MAX_SKEW_MS)
      throw accessDenied("Request is not yet valid", { ServerTime: serverTime });
  } else if (Math.abs(signed.getTime() - now.getTime()) > MAX_SKEW_MS) {
    throw new S3Failure(
      403,
      "RequestTimeTooSkewed",
      "The difference between the request time and the current time is too large.",
      {
        RequestTime: claim.amzDate,
        ServerTime: serverTime,
        MaxAllowedSkewMilliseconds: String(MAX_SKEW_MS),
      },
    );
  }
}

/** The host and every x-amz-* header that is sent must be signed. */
function checkHeaders({ headers }: S3Request, { signedHeaders }: Claim): void {
  const must = ["host", ...Object.keys(headers).filter((name) => name.startsWith("x-amz-"))];
  const unsigned = must.filter((name) => !signedHeaders.includes(name));
  if (unsigned.length > 0) {
    throw accessDenied("There were headers present in the request which were not signed", {
      HeadersNotSigned: unsigned.join(", "),
    });
  }
}

function checkSignature(request: S3Request, claim: Claim, user: S3User): void {
  const canonical = canonicalRequest({
    ...request,
    signedHeaders: claim.signedHeaders,
    payloadHash: claim.payloadHash,
  });
  const { toSign, isValid } = signatureOf(canonical, claim, user);
  if (isValid) return;
  throw new S3Failure(
    403,
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    {
      AWSAccessKeyId: user.accessKeyId,
      StringToSign: toSign,
      SignatureProvided: claim.signature,
      CanonicalRequest: canonical,
    },
  );
}

function signatureOf(canonical: string, claim: Claim, { accessKeyId, secretAccessKey }: S3User) {
  if (claim.algorithm === SIGV4A) {
    const toSign = stringToSignForRegions(canonical, claim.amzDate, claim.scope);
    return { toSign, isValid: isSignedForRegions(toSign, accessKeyId, secretAccessKey, claim.signature) };
  }
  const toSign = stringToSign(canonical, claim.amzDate, claim.scope);
  return { toSign, isValid: sameText(signature(toSign, secretAccessKey, claim.scope), claim.signature) };
}

/** The credential's region must be that of the bucket; S3 names the right one. */
export function checkRegion({ presigned, region, regionSet }: Signer, actual: string): void {
  const isRight = regionSet ? regionSet.includes("*") || regionSet.includes(actual) : region === actual;
  if (isRight) return;
  const [code, message] = presigned
    ? ["AuthorizationQueryParametersError", "Error parsing the X-Amz-Credential parameter"]
    : ["AuthorizationHeaderMalformed", "The authorization header is malformed"];
  throw new S3Failure(
    400,
    code as string,
    `${message}; the region '${region}' is wrong; expecting '${actual}'`,
    { Region: actual },
    {
      "x-amz-bucket-region": actual,
    },
  );
}

export function checkBodyHash({ bodyHash }: Signer, actual: string): void {
  if (!bodyHash || bodyHash === actual) return;
  throw new S3Failure(
    400,
    "XAmzContentSHA256Mismatch",
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    {
      ClientComputedContentSHA256: bodyHash,
      S3ComputedContentSHA256: actual,
    },
  );
}

export function parseAmzDate(text: string): Date | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  return match ? new Date(`${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}Z`) : undefined;
}

const iso = (date: Date): string => date.toISOString().replace(/\.\d+/, "");

export function sameText(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
