import type { S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { hasDotSegments } from "../address/location.ts";
import { S3Error } from "../errors/errors.ts";
import type { Credentials } from "../identity/credentials.ts";
import { newCommand } from "../operations/commands.ts";
import { MAX_EXPIRY } from "../providers/expiryLimits.ts";
import { adjustRequest, type SdkRequest } from "./adjustRequest.ts";
import type { CheckedRequest } from "./checkRequest.ts";
import { effectiveEnd, MAX_SKEW, TOLERABLE_SKEW } from "./expiry.ts";
import { headerPlacement } from "./headerPlacement.ts";
import { type LinkTemplate, linkTemplate } from "./linkTemplate.ts";
import { withExpiry } from "./longExpiry.ts";
import { type SignedRequest, type WarningCode, warning } from "./signedRequest.ts";
import { registerSigV4a } from "./sigV4aSigner.ts";

registerSigV4a();

/** Milliseconds. Amazon S3 API Reference, "CreateSession". */
const SESSION_LIFE = 5 * 60_000;

/**
 * Signs locally. Requests are made only to obtain credentials and the session of a directory bucket.
 * @param clockOffset server time minus local time, milliseconds; getSignedUrl itself ignores it
 * @param at the time of signing by the server's clock, milliseconds; now if absent
 * @throws S3Error clockSkew, credentialsExpired
 */
export async function presign(
  client: S3Client,
  request: CheckedRequest,
  profile: string,
  clockOffset = 0,
  at = Date.now() + clockOffset,
): Promise<SignedRequest> {
  if (Math.abs(clockOffset) > MAX_SKEW) throw new S3Error("clockSkew", { seconds: Math.round(clockOffset / 1000) });
  const credentials = await client.config.credentials();
  const { expiration, sessionToken } = credentials;
  const issued = new Date(Math.floor(at / 1000) * 1000);
  const asked = new Date(issued.getTime() + request.expiresIn * 1000);
  const credentialsEnd = effectiveEnd(asked, expiration);
  if (credentialsEnd <= issued) throw new S3Error("credentialsExpired", { profile });
  const { session, ...signed } = await signOnce(client, request, issued, credentials);
  const sessionEnd = session && (session.expiration ?? new Date(issued.getTime() + SESSION_LIFE));
  return {
    kind: "url",
    method: request.method,
    ...signed,
    issuedAt: issued.toISOString(),
    expiresAt: asked.toISOString(),
    effectiveExpiresAt: effectiveEnd(credentialsEnd, sessionEnd).toISOString(),
    warnings: warningsFor(request, {
      credentialsEndSooner: credentialsEnd < asked,
      credentialsEndUnknown: Boolean(sessionToken && !expiration),
      directoryBucket: session !== undefined,
      clockCorrected: Math.abs(clockOffset) > TOLERABLE_SKEW,
      deletesWhole: Boolean(client.config.isCustomEndpoint) && deletesPart(request),
    }).map(warning),
  };
}

function warningsFor(
  { key, method, operation }: CheckedRequest,
  found: Partial<Record<WarningCode, boolean>>,
): WarningCode[] {
  const all: Partial<Record<WarningCode, boolean>> = {
    ...found,
    dotSegments: key !== undefined && hasDotSegments(key),
    methodOverridden: method !== operation.method,
  };
  return (Object.keys(all) as WarningCode[]).filter((code) => all[code]);
}

/** Ceph 16 ignores a subresource that it does not know, and so deletes the whole bucket or object. */
function deletesPart({ method, operation }: CheckedRequest): boolean {
  return method === "DELETE" && operation.path.includes("?");
}

interface Session {
  expiration?: Date;
}

interface Signed {
  url: string;
  headers: Record<string, string>;
  body?: string;
  session?: Session;
}

/** The latest link of a client, and what it shares with others. */
interface Latest {
  shared: string;
  key: string;
  signed: Signed;
  template?: LinkTemplate | undefined;
}
const latest = new WeakMap<S3Client, Latest>();

/** Signs by a template if the client has signed another plain link to the bucket in the same second. */
async function signOnce(
  client: S3Client,
  request: CheckedRequest,
  issued: Date,
  { accessKeyId, sessionToken = "", secretAccessKey }: Credentials,
): Promise<Signed> {
  const { operation, method, expiresIn, key, params } = request;
  const isPlain = operation.name === "GetObject" && method === "GET" && Object.keys(params).length === 2;
  if (!isPlain || key === undefined || request.inQuery) return sign(client, request, issued, secretAccessKey);
  const shared = JSON.stringify([params.Bucket, issued, expiresIn, accessKeyId, sessionToken]);
  const known = latest.get(client);
  if (known?.shared === shared) {
    const { signed } = known;
    if (!("template" in known))
      known.template = linkTemplate({ ...signed, method }, { key: known.key }, secretAccessKey);
    if (known.template) return { url: known.template({ key }), headers: {} };
  }
  const signed = await sign(client, request, issued, secretAccessKey);
  latest.set(client, { shared, key, signed });
  return signed;
}

async function sign(client: S3Client, request: CheckedRequest, signingDate: Date, secret: string): Promise<Signed> {
  const command = newCommand(request.operation.name, request.params);
  const placement = headerPlacement(!client.config.isCustomEndpoint, request.inQuery);
  const seen: { request?: SdkRequest; session?: Session } = {};
  command.middlewareStack.add(
    (next, context) => (args) => {
      const sdkRequest = args.request as SdkRequest;
      adjustRequest(sdkRequest, request);
      placement.keepInHeaders(Object.keys(sdkRequest.headers));
      seen.request = sdkRequest;
      if (context.s3ExpressIdentity) seen.session = context.s3ExpressIdentity as Session;
      const region = signingRegion(context.authSchemes as AuthScheme[] | undefined);
      if (region) context.signing_region = region;
      return next(args);
    },
    // After all steps that build the request, before the signature.
    { step: "build", priority: "low", name: "s3PresignAdjust" },
  );
  const expiresIn = Math.min(request.expiresIn, MAX_EXPIRY);
  const signed = await getSignedUrl(client, command, { expiresIn, signingDate, ...placement.sets });
  const { request: { headers: all = {}, body } = {}, session } = seen;
  const headers = signedHeaders(signed, all);
  const url = withExpiry({ url: signed, method: request.method, headers }, request.expiresIn, secret);
  return {
    url,
    headers,
    ...(body !== undefined && { body: Buffer.from(body as string).toString() }),
    ...(session && { session }),
  };
}

interface AuthScheme {
  name: string;
  signingRegion?: string;
  signingRegionSet?: string[];
}

/**
 * The region to sign for, or the set of regions of SigV4A. By default, getSignedUrl uses the first of the two schemes that an
 * Outpost has, and for the alias of a Multi-Region Access Point the region of the client.
 */
function signingRegion(schemes: AuthScheme[] = []): string | undefined {
  const inOneRegion = schemes.find(({ signingRegion }) => signingRegion !== undefined);
  return inOneRegion?.signingRegion ?? schemes.find(({ name }) => name === "sigv4a")?.signingRegionSet?.join(",");
}

/** The recipient must send exactly what the signature covers. Every client adds `host` by itself. */
function signedHeaders(url: string, headers: SdkRequest["headers"]): Record<string, string> {
  const names = new URL(url).searchParams.get("X-Amz-SignedHeaders")?.split(";") ?? [];
  const values = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(names.filter((name) => name !== "host").map((name) => [name, values.get(name) ?? ""]));
}
