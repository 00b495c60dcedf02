import type { S3Client } from "@aws-sdk/client-s3";
import { checkKey } from "../address/location.ts";
import { checkRequest, type PresignRequest } from "./checkRequest.ts";
import { type LinkTarget, type LinkTemplate, linkTemplate } from "./linkTemplate.ts";
import { type LinkTimes, withEarlierEnd } from "./linkTimes.ts";
import { presign } from "./presign.ts";
import type { SignedRequest } from "./signedRequest.ts";

/** What all links of a run share. */
export interface LinkSettings {
  bucket: string;
  /** Defaults to GetObject. UploadPart needs the part number of each target. */
  operation?: "GetObject" | "UploadPart";
  /** More parameters of the operation, such as ResponseContentType. */
  params?: Record<string, unknown>;
  /** Seconds. */
  expiresIn: number;
  /** Seconds: see expiryLimit. */
  maxExpiry?: number;
}

export interface BulkSigner {
  /**
   * Signs links in the order of the targets. Each is byte for byte what presign returns.
   * @throws S3Error emptyKey, keyTooLong; see presign
   */
  sign(targets: readonly LinkTarget[]): Promise<string[]>;
  /**
   * When the run started and when its links expire: the earliest end of all links signed so far, or that of the next link
   * if there are none.
   */
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
  const target: LinkTarget = settings.operation === "UploadPart" ? { ...SAMPLE, partNumber: 1 } : SAMPLE;
  const sample = checkRequest(requestFor(settings, target, settings.expiresIn), settings.maxExpiry);
  const first = await presign(client, sample, profile, clockOffset);
  const firstSignedBy = await identityOf(client);
  const run: Run = { client, settings, profile, clockOffset, first, firstSignedBy };
  const { issuedAt, expiresAt, effectiveExpiresAt, warnings } = first;
  let times: LinkTimes = { issuedAt, expiresAt, effectiveExpiresAt, warnings };
  let signedBy = firstSignedBy;
  const secret = async () => (await client.config.credentials()).secretAccessKey;
  const templates: Templates = new Map([[shapeOf(target), linkTemplate(first, target, await secret())]]);

  const signOne = async (target: LinkTarget): Promise<SignedRequest> => {
    const signed = await signInRun(run, target);
    times = withEarlierEnd(times, signed);
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
  { bucket, params, operation = "GetObject" }: LinkSettings,
  { key, versionId, disposition, partNumber }: LinkTarget,
  expiresIn: number,
): PresignRequest {
  return {
    operation,
    params: {
      ...params,
      Bucket: bucket,
      Key: key,
      ...(versionId !== undefined && { VersionId: versionId }),
      ...(disposition !== undefined && { ResponseContentDisposition: disposition }),
      ...(partNumber !== undefined && { PartNumber: partNumber }),
    },
    expiresIn,
  };
}

function shapeOf({ versionId, disposition, partNumber }: LinkTarget): string {
  return [versionId, disposition, partNumber].map((member) => (member === undefined ? "-" : "+")).join("");
}

async function identityOf(client: S3Client): Promise<string> {
  const { accessKeyId, sessionToken = "" } = await client.config.credentials();
  return `${accessKeyId} ${sessionToken}`;
}
