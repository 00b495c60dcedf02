import { GetBucketLocationCommand, HeadBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import { faultOf, type ServerFault } from "../http/serverFault.ts";
import type { SigningRegion } from "./bucketRegions.ts";
import { regionFromError } from "./sdkErrors.ts";
import { UnexpectedResponse } from "./unexpectedResponse.ts";

/** Statuses of HeadBucket after which GetBucketLocation may still know the region, or why the signer is refused. */
const UNCLEAR = [301, 400, 403, 405, 501];

/** After one of these, nothing that this signer signs would be accepted. */
const OF_SIGNER: ReadonlySet<ServerFault> = new Set<ServerFault>([
  "tokenExpired",
  "keyIdUnknown",
  "signatureMismatch",
  "clockSkew",
]);

/**
 * Finds the region of a bucket. HeadBucket returns it even if access is denied (403) or the request is redirected (301,
 * 400). Otherwise GetBucketLocation may return it, or the reason for the refusal, since only its response has a body. If
 * the server never does, the connection's own region is the best guess, and not verified.
 * @param fallback the region of the connection, for which the client signs
 * @throws the SDK's error that names the reason, if there is one; UnexpectedResponse if it is not S3 that responds
 */
export async function askRegion(client: S3Client, bucket: string, fallback: string): Promise<SigningRegion> {
  const verified = (region: string) => ({ region, isVerified: true });
  try {
    const { BucketRegion, $metadata } = await client.send(new HeadBucketCommand({ Bucket: bucket }));
    // Any web server can respond like this. Only a response with a body shows whether it is S3.
    if (!BucketRegion && !$metadata.requestId && !isOfS3(await askLocation(client, bucket))) {
      throw new UnexpectedResponse($metadata);
    }
    return verified(BucketRegion ?? fallback);
  } catch (error) {
    const region = regionFromError(error);
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
    // Signed for another region, GetBucketLocation would be rejected because of that.
    if (region && (region !== fallback || !UNCLEAR.includes(status))) return verified(region);
    if (!UNCLEAR.includes(status)) throw error;
    const located = await askLocation(client, bucket);
    const known = region ?? located.region;
    if (known) return verified(known);
    const isGuess = [403, 405, 501].includes(status) || located.reason?.Code === "NotImplemented";
    if (!isGuess) throw located.reason ?? error;
    return { region: fallback, isVerified: false };
  }
}

/** An SDK error whose response names it. */
type Reason = Error & { Code?: string };

interface Located {
  region?: string;
  reason?: Reason;
}

const isOfS3 = ({ region, reason }: Located): boolean => region !== undefined || reason !== undefined;

/** An empty constraint means us-east-1, and EU means eu-west-1: Amazon S3 API Reference, "GetBucketLocation". */
async function askLocation(client: S3Client, bucket: string): Promise<Located> {
  try {
    const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket: bucket }));
    return {
      region: !LocationConstraint ? "us-east-1" : LocationConstraint === "EU" ? "eu-west-1" : LocationConstraint,
    };
  } catch (error) {
    const reason = error as Reason;
    if (OF_SIGNER.has(faultOf(reason.name))) throw error;
    const region = regionFromError(error);
    return { ...(region && { region }), ...(reason.Code && { reason }) };
  }
}
