import { GetBucketLocationCommand, HeadBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import { regionFromError } from "./sdkErrors.ts";

/**
 * Finds the region of a bucket. HeadBucket returns it even if access is denied (403) or the request is redirected (301,
 * 400). Otherwise GetBucketLocation may return it. If the server never does, the connection's own region is the best
 * guess.
 * @param fallback the region of the connection, for which the client signs
 */
export async function askRegion(client: S3Client, bucket: string, fallback: string): Promise<string> {
  try {
    const { BucketRegion } = await client.send(new HeadBucketCommand({ Bucket: bucket }));
    return BucketRegion ?? fallback;
  } catch (error) {
    const region = regionFromError(error);
    if (region) return region;
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
    if (![301, 400, 403].includes(status)) throw error;
    const located = await askLocation(client, bucket);
    if (located) return located;
    if (status === 403) return fallback;
    throw error;
  }
}

/** An empty constraint means us-east-1, and EU means eu-west-1: Amazon S3 API Reference, "GetBucketLocation". */
async function askLocation(client: S3Client, bucket: string): Promise<string | undefined> {
  try {
    const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket: bucket }));
    return !LocationConstraint ? "us-east-1" : LocationConstraint === "EU" ? "eu-west-1" : LocationConstraint;
  } catch (error) {
    return regionFromError(error);
  }
}
