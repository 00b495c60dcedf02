import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { CHECKSUMS } from "../../../src/core/client/s3Client.ts";

/** AWS's published example keys. */
export const EXAMPLE_KEYS = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};

/** Signs like the product's clients; sending a request is an error. */
export function offlineClient(config: S3ClientConfig = {}): S3Client {
  return new S3Client({
    region: "eu-west-1",
    credentials: EXAMPLE_KEYS,
    ignoreConfiguredEndpointUrls: true,
    ...CHECKSUMS,
    requestHandler: { handle: async () => Promise.reject(new Error("signing sent a request")) },
    ...config,
  });
}
