import { GetBucketLocationCommand, HeadBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import { regionFromError } from "./sdkErrors.ts";

/**
 * HeadBucket tells the region even when it is refused (403) or sent elsewhere (301, 400); where it does not,
 * GetBucketLocation may. Where a server never tells, the connection's own region is what its owner configured.
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

/** No constraint means us-east-1, and EU the first region in Europe: Amazon S3 API Reference, "GetBucketLocation". */
async function askLocation(client: S3Client, bucket: string): Promise<string | undefined> {
  try {
    const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket: bucket }));
    return !LocationConstraint ? "us-east-1" : LocationConstraint === "EU" ? "eu-west-1" : LocationConstraint;
  } catch (error) {
    return regionFromError(error);
  }
}
