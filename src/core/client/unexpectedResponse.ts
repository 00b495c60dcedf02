import type { S3Client } from "@aws-sdk/client-s3";

/** A response that is XML, such as a sign-in page, but not from S3. The SDK would read it as an empty result. */
export class UnexpectedResponse extends Error {
  override readonly name = "ForeignAnswer";
  readonly $metadata: { httpStatusCode?: number };

  constructor({ httpStatusCode = 200 }: { httpStatusCode?: number | undefined }) {
    super("The answer has none of S3's elements");
    this.$metadata = { httpStatusCode };
  }
}

/**
 * Members of which S3 returns at least one in every response, by operation. Without an UploadId, a multipart upload
 * would continue as plain requests to the key.
 */
const REQUIRED: Record<string, string[]> = {
  ListBuckets: ["Buckets", "Owner"],
  ListObjects: ["Name"],
  ListObjectsV2: ["Name"],
  ListObjectVersions: ["Name"],
  CreateMultipartUpload: ["UploadId"],
  UploadPart: ["ETag"],
};

/** @throws UnexpectedResponse from each request whose response lacks what S3 always returns */
export function rejectUnexpectedResponses(client: S3Client): void {
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        const result = await next(args);
        const required = REQUIRED[commandName.replace(/Command$/, "")];
        const output = result.output as unknown as Record<string, unknown>;
        if (required && !required.some((name) => output[name])) {
          throw new UnexpectedResponse(output.$metadata as { httpStatusCode?: number });
        }
        return result;
      },
    // If there is no response, as when presigning, nothing is checked.
    { name: "s3PresignUnexpectedResponse", step: "deserialize", priority: "high" },
  );
}
