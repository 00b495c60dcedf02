import { GetObjectCommand, type GetObjectCommandInput, type S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { S3Error } from "./errors.ts";
import { checkExpiry, DEFAULT_EXPIRY, effectiveEnd } from "./expiry.ts";
import { checkBucket, checkKey, hasDotSegments } from "./location.ts";
import { type SignedRequest, type Warning, warning } from "./signedRequest.ts";

/** What is to be signed; `params` are plain JSON, named as in the S3 API. */
export interface PresignRequest {
  /** `GetObject`, `get_object` or `getObject`. */
  operation: string;
  params?: Record<string, unknown>;
  /** Seconds, 1 to 604800; 3600 where absent. */
  expiresIn?: number;
  httpMethod?: string;
}

/** A request whose every part has been checked. */
export interface CheckedRequest {
  operation: "GetObject";
  params: { Bucket: string; Key: string } & Record<string, string>;
  expiresIn: number;
}

const GET_OBJECT_PARAMS = [
  "Bucket",
  "Key",
  "VersionId",
  "ResponseCacheControl",
  "ResponseContentDisposition",
  "ResponseContentEncoding",
  "ResponseContentLanguage",
  "ResponseContentType",
  "ResponseExpires",
];

/** Milliseconds. S3 refuses a request that is further from its own clock: "RequestTimeTooSkewed". */
export const MAX_SKEW = 15 * 60_000;

/**
 * The SDK checks almost nothing and drops what it does not know, so a mistake would become a wrong link.
 * @throws S3Error unsupportedOperation, unsupportedMethod, missingParameter, unknownParameter, invalidParameter,
 * emptyKey, keyTooLong, invalidBucket, invalidExpiry
 */
export function checkRequest({ operation, params = {}, expiresIn, httpMethod }: PresignRequest): CheckedRequest {
  if (String(operation).replaceAll("_", "").toLowerCase() !== "getobject") {
    throw new S3Error("unsupportedOperation", { operation: String(operation), supported: ["GetObject"] });
  }
  if (httpMethod !== undefined && httpMethod !== "GET") {
    throw new S3Error("unsupportedMethod", { operation: "GetObject", method: httpMethod });
  }
  for (const [parameter, value] of Object.entries(params)) checkParameter(parameter, value);
  for (const parameter of ["Bucket", "Key"]) {
    if (params[parameter] === undefined) throw new S3Error("missingParameter", { operation: "GetObject", parameter });
  }
  const checked = params as CheckedRequest["params"];
  checkKey(checked.Key);
  checkBucket(checked.Bucket);
  return { operation: "GetObject", params: checked, expiresIn: checkExpiry(expiresIn ?? DEFAULT_EXPIRY) };
}

function checkParameter(parameter: string, value: unknown): void {
  const operation = "GetObject";
  if (!GET_OBJECT_PARAMS.includes(parameter)) {
    throw new S3Error("unknownParameter", { operation, parameter, known: GET_OBJECT_PARAMS });
  }
  if (typeof value !== "string") throw new S3Error("invalidParameter", { operation, parameter, expected: "string" });
  if (parameter === "ResponseExpires" && Number.isNaN(Date.parse(value))) {
    throw new S3Error("invalidParameter", { operation, parameter, expected: "ISO 8601" });
  }
  // S3 answers 400 to a response header beyond Latin-1, and a control character would end the header early.
  if (parameter.startsWith("Response") && /[^\x20-\x7e\xa0-\xff]/.test(value)) {
    throw new S3Error("invalidParameter", { operation, parameter, expected: "Latin-1" });
  }
}

/**
 * Sign without a request to anybody, but for what the credentials need to be had.
 * @param clockOffset the server's clock less ours, milliseconds: getSignedUrl itself ignores it
 * @throws S3Error clockSkew, credentialsExpired
 */
export async function presign(
  client: S3Client,
  request: CheckedRequest,
  profile: string,
  clockOffset = 0,
): Promise<SignedRequest> {
  if (Math.abs(clockOffset) > MAX_SKEW) throw new S3Error("clockSkew", { seconds: Math.round(clockOffset / 1000) });
  const { expiration, sessionToken } = await client.config.credentials();
  const issued = new Date(Math.floor((Date.now() + clockOffset) / 1000) * 1000);
  const asked = new Date(issued.getTime() + request.expiresIn * 1000);
  const end = effectiveEnd(asked, expiration);
  if (end <= issued) throw new S3Error("credentialsExpired", { profile });
  const url = await signedUrl(client, request, issued);
  return {
    kind: "url",
    method: "GET",
    url,
    headers: {},
    issuedAt: issued.toISOString(),
    expiresAt: asked.toISOString(),
    effectiveExpiresAt: end.toISOString(),
    warnings: warningsFor(request, end < asked, !!sessionToken && !expiration),
  };
}

function warningsFor({ params }: CheckedRequest, endsSooner: boolean, endUnknown: boolean): Warning[] {
  const codes = [
    endsSooner && "credentialsEndSooner",
    endUnknown && "credentialsEndUnknown",
    hasDotSegments(params.Key) && "dotSegments",
  ] as const;
  return codes.filter((code) => code !== false).map(warning);
}

/** The same bytes as boto3's: what only the JavaScript SDK adds (`x-id`, X-Amz-Content-Sha256) is left out. */
function signedUrl(client: S3Client, { params, expiresIn }: CheckedRequest, signingDate: Date): Promise<string> {
  const { ResponseExpires, ...rest } = params;
  const input: GetObjectCommandInput = {
    ...(rest as GetObjectCommandInput),
    ...(ResponseExpires && { ResponseExpires: new Date(ResponseExpires) }),
  };
  const command = new GetObjectCommand(input);
  command.middlewareStack.add(
    (next) => (args) => {
      delete (args.request as { query: Record<string, string> }).query["x-id"];
      return next(args);
    },
    { step: "build", name: "s3PresignPlain" },
  );
  return getSignedUrl(client, command, {
    expiresIn,
    signingDate,
    // New sets for each call: getSignedUrl writes into them.
    unhoistableHeaders: new Set(["x-amz-content-sha256"]),
    unsignableHeaders: new Set(["x-amz-content-sha256"]),
  });
}
