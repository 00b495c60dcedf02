import type { S3Client } from "@aws-sdk/client-s3";
import { withoutAlias } from "../address/bucketName.ts";

/**
 * The SDK knows the host of a Multi-Region Access Point only by its ARN, in which it ignores the account. By its alias, it
 * would look for a bucket of this name.
 */
export function resolveMultiRegionAlias(client: S3Client): void {
  if (client.config.isCustomEndpoint) return;
  client.middlewareStack.add(
    (next) => (args) => {
      const { Bucket } = args.input as { Bucket?: string };
      return next(Bucket ? { ...args, input: { ...args.input, Bucket: withoutAlias(Bucket) } } : args);
    },
    { step: "initialize", priority: "low", name: "s3PresignMultiRegionAlias" },
  );
}
