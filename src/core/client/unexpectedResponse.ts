import type { S3Client } from "@aws-sdk/client-s3";
import { receivedBody } from "./completeResponse.ts";
import { saysTruncated } from "./lenientFields.ts";

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
  CreateMultipartUpload: ["UploadId"],
  UploadPart: ["ETag"],
};

/** Root elements of listings. Not every server names the bucket in them. */
const ROOTS: Record<string, string> = {
  ListObjects: "ListBucketResult",
  ListObjectsV2: "ListBucketResult",
  ListObjectVersions: "ListVersionsResult",
};

/** @throws UnexpectedResponse from each request whose response lacks what S3 always returns */
export function rejectUnexpectedResponses(client: S3Client): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      const operation = context.commandName?.replace(/Command$/, "") ?? "";
      const required = REQUIRED[operation];
      const root = ROOTS[operation];
      const output = result.output as unknown as Record<string, unknown>;
      const body = receivedBody(context);
      // If there is no response, as when presigning, nothing is checked.
      const isListing = root !== undefined && body !== undefined;
      if ((isListing && !isListed(output, body, root)) || (required && !required.some((name) => output[name]))) {
        throw new UnexpectedResponse(output.$metadata as { httpStatusCode?: number });
      }
      if (isListing && output.IsTruncated === false) output.IsTruncated = saysTruncated(body);
      return result;
    },
    { name: "s3PresignUnexpectedResponse", step: "deserialize", priority: "high" },
  );
}

function isListed({ $metadata, ...output }: Record<string, unknown>, body: Buffer, root: string): boolean {
  return Boolean(output.Name) || (Object.keys(output).length > 0 && hasRoot(body, root));
}

function hasRoot(body: Buffer, name: string): boolean {
  const head = body.toString("latin1", 0, 1024).replace(/^(?:\xEF\xBB\xBF)?\s*(?:<\?[^>]*>\s*)?/, "");
  return head.startsWith(`<${name}>`) || head.startsWith(`<${name} `);
}
