import type { S3Client } from "@aws-sdk/client-s3";

/**
 * Confirms that the signing account pays for a request to a Requester Pays bucket, instead of the bucket's owner. A form
 * has it as a field. Amazon S3 User Guide, "Downloading objects from Requester Pays buckets".
 */
export const REQUEST_PAYER = "x-amz-request-payer";

/**
 * Adds the confirmation to each request that reads or writes a bucket whose costs the user has agreed to pay.
 * @param pays whether the user has agreed, by the name of the bucket
 */
export function sendRequestPayer(client: S3Client, pays: (bucket: string) => Promise<boolean>): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const { Bucket, CopySource } = args.input as Partial<Record<string, string>>;
      for (const bucket of [Bucket, CopySource && bucketOf(CopySource)]) {
        if (!bucket || !(await pays(bucket))) continue;
        (args.request as { headers: Record<string, string> }).headers[REQUEST_PAYER] = "requester";
      }
      return next(args);
    },
    { name: "s3PresignRequestPayer", step: "build" },
  );
}

/** The bucket, or the ARN of the access point, in an encoded `x-amz-copy-source`. */
function bucketOf(source: string): string {
  const [, bucket = ""] = /^\/?(arn:.*?(?=\/object\/)|[^/]+)/i.exec(decodeURIComponent(source)) ?? [];
  return bucket;
}
