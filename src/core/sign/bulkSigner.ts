import type { S3Client } from "@aws-sdk/client-s3";
import { checkKey } from "../address/location.ts";
import { checkRequest, type PresignRequest } from "./checkRequest.ts";
import { type LinkTarget, type LinkTemplate, linkTemplate } from "./linkTemplate.ts";
import { presign } from "./presign.ts";
import type { SignedRequest } from "./signedRequest.ts";

/** What all links of a run share. */
export interface LinkSettings {
  bucket: string;
  /** More GetObject parameters, such as ResponseContentType. */
  params?: Record<string, unknown>;
  /** Seconds. */
  expiresIn: number;
  /** Seconds: see expiryLimit. */
  maxExpiry?: number;
}

/** When a run started and when its links expire. If they expire at different times, the earliest time counts. */
export type LinkTimes = Pick<SignedRequest, "issuedAt" | "expiresAt" | "effectiveExpiresAt" | "warnings">;

export interface BulkSigner {
  /**
   * Signs GetObject links in the order of the targets. Each is byte for byte what presign returns.
   * @throws S3Error emptyKey, keyTooLong; see presign
   */
  sign(targets: readonly LinkTarget[]): Promise<string[]>;
  /** The times of all links signed so far, or of the next link if there are none. */
  times(): LinkTimes;
}

/** One template for each shape of target, prepared once; see linkTemplate. */
type Templates = Map<string, LinkTemplate | undefined>;

/** A run of signing, and its first link, which decides when all links of the run expire. */
interface Run {
  client: S3Client;
  settings: LinkSettings;
  profile: string;
  /** Milliseconds. */
  clockOffset: number;
  first: SignedRequest;
  /** See identityOf. */
  firstSignedBy: string;
}

/**
 * Signs any number of links that expire at the same time. If the credentials are renewed during the run, the new ones
 * sign the remaining links, with the same expiry.
 * @throws S3Error see checkRequest and presign
 */
export async function bulkSigner(
  client: S3Client,
  settings: LinkSettings,
  profile: string,
  clockOffset = 0,
): Promise<BulkSigner> {
  const sample = checkRequest(requestFor(settings, SAMPLE, settings.expiresIn), settings.maxExpiry);
  const first = await presign(client, sample, profile, clockOffset);
  const firstSignedBy = await identityOf(client);
  const run: Run = { client, settings, profile, clockOffset, first, firstSignedBy };
  let times = bothTimes(first, first);
  let signedBy = firstSignedBy;
  const secret = async () => (await client.config.credentials()).secretAccessKey;
  const templates: Templates = new Map([[shapeOf(SAMPLE), linkTemplate(first, SAMPLE, await secret())]]);

  const signOne = async (target: LinkTarget): Promise<SignedRequest> => {
    const signed = await signInRun(run, target);
    times = bothTimes(times, signed);
    return signed;
  };

  const prepare = async (shape: string, target: LinkTarget) => {
    const sample = { ...target, key: SAMPLE.key };
    const signed = await signOne(sample);
    templates.set(shape, linkTemplate(signed, sample, await secret()));
  };

  return {
    times: () => times,
    async sign(targets) {
      const identity = await identityOf(client);
      if (identity !== signedBy) templates.clear();
      signedBy = identity;
      const links: string[] = [];
      for (const target of targets) {
        checkKey(target.key);
        const shape = shapeOf(target);
        if (!templates.has(shape)) await prepare(shape, target);
        const template = templates.get(shape);
        // A directory bucket signs with its own session, whose secret is not available here.
        links.push(template ? template(target) : (await signOne(target)).url);
      }
      return links;
    },
  };
}

const SAMPLE: LinkTarget = { key: "sample" };

/** Signs a link that expires when the first link of the run does. */
async function signInRun({ client, settings, profile, clockOffset, first, firstSignedBy }: Run, target: LinkTarget) {
  // With the same credentials, signed as of the same time: each link has the lifetime that was asked for.
  const at = (await identityOf(client)) === firstSignedBy ? Date.parse(first.issuedAt) : Date.now() + clockOffset;
  // Round up: presign issues at the whole second before now, so that both links expire at the same second.
  const left = Math.max(Math.ceil((Date.parse(first.expiresAt) - at) / 1000), 1);
  return presign(
    client,
    checkRequest(requestFor(settings, target, left), settings.maxExpiry),
    profile,
    clockOffset,
    at,
  );
}

function requestFor(
  { bucket, params }: LinkSettings,
  { key, versionId, disposition }: LinkTarget,
  expiresIn: number,
): PresignRequest {
  return {
    operation: "GetObject",
    params: {
      ...params,
      Bucket: bucket,
      Key: key,
      ...(versionId !== undefined && { VersionId: versionId }),
      ...(disposition !== undefined && { ResponseContentDisposition: disposition }),
    },
    expiresIn,
  };
}

function shapeOf({ versionId, disposition }: LinkTarget): string {
  return `${versionId === undefined ? "" : "v"}${disposition === undefined ? "" : "d"}`;
}

async function identityOf(client: S3Client): Promise<string> {
  const { accessKeyId, sessionToken = "" } = await client.config.credentials();
  return `${accessKeyId} ${sessionToken}`;
}

function bothTimes(one: LinkTimes, other: LinkTimes): LinkTimes {
  const [sooner] = [one.effectiveExpiresAt, other.effectiveExpiresAt].sort();
  const warnings = new Map([...one.warnings, ...other.warnings].map((warning) => [warning.code, warning]));
  return {
    issuedAt: one.issuedAt,
    expiresAt: one.expiresAt,
    effectiveExpiresAt: sooner as string,
    warnings: [...warnings.values()],
  };
}
