import type { S3Client } from "@aws-sdk/client-s3";
import { speaksS3 } from "../http/serverResponse.ts";
import { COMPLETE_RESPONSE, receivedBody } from "./completeResponse.ts";
import { saysTruncated } from "./lenientFields.ts";

/** What a response of S3 lacks. */
export interface MissingPart {
  operation: string;
  name: string;
  of: "header" | "body";
}

/**
 * A response that is XML, such as a sign-in page, but not from S3. The SDK would read it as an empty result. Or one of
 * S3 that lacks something.
 */
export class UnexpectedResponse extends Error {
  override readonly name = "ForeignAnswer";
  readonly $metadata: { httpStatusCode?: number };
  readonly missing?: MissingPart;

  constructor({ httpStatusCode = 200 }: { httpStatusCode?: number | undefined }, missing?: MissingPart) {
    super("The answer has none of S3's elements");
    this.$metadata = { httpStatusCode };
    if (missing) this.missing = missing;
  }
}

/**
 * Members of which S3 returns at least one in every response, by operation. Without an UploadId, a multipart upload
 * would continue as plain requests to the key.
 */
const REQUIRED: Record<string, string[]> = {
  ListBuckets: ["Buckets", "Owner"],
  CreateMultipartUpload: ["UploadId"],
};

const OBJECTS = "ListBucketResult";

/** A server that ignores parameters it does not know lists the objects instead of the versions, the CORS rules, … */
class NotImplemented extends Error {
  override readonly name = "NotImplemented";
  readonly Code = "NotImplemented";
  readonly $metadata = { httpStatusCode: 501 };
}

/** Root elements of listings. Not every server names the bucket in them. */
const ROOTS: Record<string, string> = {
  ListObjects: OBJECTS,
  ListObjectsV2: OBJECTS,
  ListObjectVersions: "ListVersionsResult",
};

/**
 * The ETag in the body of a response to a write. An error can have the status 200 too. Ceph 16 completes an upload with
 * an empty ETag.
 */
const ETAG_ELEMENTS: Record<string, RegExp> = {
  UploadPartCopy: /<ETag>[^<]|<Error[\s>]/,
  CompleteMultipartUpload: /<ETag[\s/>]|<Error[\s>]/,
};

const ETAG_HEADERS = ["PutObject", "UploadPart"];

/** The parts of an SDK response that are read here. */
interface SdkResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** @throws UnexpectedResponse from each request whose response lacks what S3 always returns */
export function rejectUnexpectedResponses(client: S3Client): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      const operation = operationOf(context.commandName);
      const required = REQUIRED[operation];
      const root = ROOTS[operation];
      const output = result.output as unknown as Record<string, unknown>;
      const body = receivedBody(context);
      if (root !== OBJECTS && body && hasRoot(body, OBJECTS)) throw new NotImplemented();
      // If there is no response, as when presigning, nothing is checked.
      const isListing = root !== undefined && body !== undefined;
      if ((isListing && !isListed(output, body, root)) || (required && !required.some((name) => output[name]))) {
        throw new UnexpectedResponse(output.$metadata as { httpStatusCode?: number });
      }
      if (isListing && !output.IsTruncated) {
        const next = output.NextContinuationToken ?? output.NextMarker ?? output.NextKeyMarker;
        output.IsTruncated = saysTruncated(body) || (output.IsTruncated === undefined && Boolean(next));
      }
      return result;
    },
    { name: "s3PresignUnexpectedResponse", step: "deserialize", priority: "high" },
  );
  // The SDK does not keep the body.
  client.middlewareStack.addRelativeTo(rejectWithoutEtag, {
    name: "s3PresignMissingEtag",
    relation: "before",
    toMiddleware: COMPLETE_RESPONSE,
  });
}

function rejectWithoutEtag<Args, Result extends { response: unknown }>(
  next: (args: Args) => Promise<Result>,
  { commandName = "" }: { commandName?: string },
) {
  return async (args: Args) => {
    const result = await next(args);
    checkEtag(operationOf(commandName), result.response as SdkResponse);
    return result;
  };
}

const operationOf = (commandName = "") => commandName.replace(/Command$/, "");

/** Without an ETag, nothing shows that the bytes were stored. */
function checkEtag(operation: string, { statusCode, headers, body }: SdkResponse): void {
  const element = ETAG_ELEMENTS[operation];
  const of = element ? "body" : "header";
  if (statusCode !== 200 || !(element || ETAG_HEADERS.includes(operation))) return;
  const text = body.toString("latin1");
  if (element ? element.test(text) : headers.etag) return;
  // A write's response is empty or XML of S3. The sign-in page of a proxy is neither.
  const isOfS3 = body.length === 0 || speaksS3({ status: statusCode, headers: {}, body: text });
  throw new UnexpectedResponse({ httpStatusCode: statusCode }, isOfS3 ? { operation, name: "ETag", of } : undefined);
}

function isListed({ $metadata, ...output }: Record<string, unknown>, body: Buffer, root: string): boolean {
  return Boolean(output.Name) || (Object.keys(output).length > 0 && hasRoot(body, root));
}

function hasRoot(body: Buffer, name: string): boolean {
  const head = body.toString("latin1", 0, 1024).replace(/^(?:\xEF\xBB\xBF)?\s*(?:<\?[^>]*>\s*)?/, "");
  return head.startsWith(`<${name}>`) || head.startsWith(`<${name} `);
}
