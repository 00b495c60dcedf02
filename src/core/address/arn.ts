import { partitionOf } from "./partitions.ts";

/**
 * The ARN of a bucket, or of an object or prefix in it: Service Authorization Reference, "Resource types defined by Amazon
 * S3". An access point is given by its own ARN.
 * @param region of the connection, which determines the partition
 */
export function resourceArn(bucket: string, region: string, key?: string): string {
  const isAccessPoint = bucket.startsWith("arn:");
  const arn = isAccessPoint ? bucket : `arn:${partitionOf(region)}:s3:::${bucket}`;
  if (key === undefined) return arn;
  return isAccessPoint ? `${arn}/object/${key}` : `${arn}/${key}`;
}
