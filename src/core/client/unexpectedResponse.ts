import type { S3Client } from "@aws-sdk/client-s3";

/** An answer that is XML of some kind (a sign-in page, say) but not what S3 sends; the SDK reads it as one that says nothing. */
export class UnexpectedResponse extends Error {
  override readonly name = "ForeignAnswer";
  readonly $metadata: { httpStatusCode?: number };

  constructor({ httpStatusCode = 200 }: { httpStatusCode?: number | undefined }) {
    super("The answer has none of S3's elements");
    this.$metadata = { httpStatusCode };
  }
}

/**
 * By operation, what S3 tells in any answer: one of these. Without its id, an upload in parts would go on as plain requests
 * to the key.
 */
const REQUIRED: Record<string, string[]> = {
  ListBuckets: ["Buckets", "Owner"],
  ListObjectsV2: ["Name"],
  ListObjectVersions: ["Name"],
  CreateMultipartUpload: ["UploadId"],
  UploadPart: ["ETag"],
};

/** @throws ForeignAnswer, from each request whose answer lacks what S3 always tells */
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
    // Where no answer came, as with what is only presigned, nothing is looked at.
    { name: "s3PresignForeignAnswer", step: "deserialize", priority: "high" },
  );
}
