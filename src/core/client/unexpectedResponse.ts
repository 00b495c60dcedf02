import type { S3Client } from "@aws-sdk/client-s3";
import { speaksS3 } from "../http/serverResponse.ts";
import { hasRoot } from "../text/responseXml.ts";
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
const REQUIRED: Record<string, string[]> = { CreateMultipartUpload: ["UploadId"] };

const OBJECTS = "ListBucketResult";

/** Bytes that contain the root element, after a comment that may be long. */
const HEAD = 4096;

/** A server that ignores parameters it does not know lists the objects instead of the versions, the CORS rules, … */
class NotImplemented extends Error {
  override readonly name = "NotImplemented";
  readonly Code = "NotImplemented";
  readonly $metadata = { httpStatusCode: 501 };
}

/** Root elements of listings. Not every server names the bucket in them. */
const ROOTS: Record<string, string> = {
  ListBuckets: "ListAllMyBucketsResult",
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
      const text = body?.toString("latin1", 0, HEAD) ?? "";
      if (root !== OBJECTS && hasRoot(text, OBJECTS)) throw new NotImplemented();
      // If there is no response, as when presigning, nothing is checked.
      const isListing = root !== undefined && body !== undefined;
      const isPage = /^\s*</.test(text) && !isOfS3(text);
      const isLacking = required && !required.some((name) => output[name]);
      if (isPage || (isListing && !isListed(output, text, root)) || isLacking) {
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
  client.middlewareStack.addRelativeTo(rejectIncompleteHeaders, {
    name: "s3PresignMissingEtag",
    relation: "before",
    toMiddleware: COMPLETE_RESPONSE,
  });
}

function rejectIncompleteHeaders<Args, Result extends { response: unknown }>(
  next: (args: Args) => Promise<Result>,
  { commandName = "" }: { commandName?: string },
) {
  return async (args: Args) => {
    const result = await next(args);
    checkHeaders(operationOf(commandName), result.response as SdkResponse);
    checkEtag(operationOf(commandName), result.response as SdkResponse);
    return result;
  };
}

const operationOf = (commandName = "") => commandName.replace(/Command$/, "");

/** The body of an object can be anything, so only its headers show that it is from S3. */
function checkHeaders(operation: string, { statusCode, headers }: SdkResponse): void {
  if (!["HeadObject", "GetObject"].includes(operation) || statusCode >= 300) return;
  const isObject = headers["last-modified"] !== undefined || speaksS3({ status: statusCode, headers, body: "" });
  if (!isObject) throw new UnexpectedResponse({ httpStatusCode: statusCode });
}

/** Without an ETag, nothing shows that the bytes were stored. */
function checkEtag(operation: string, { statusCode, headers, body }: SdkResponse): void {
  const element = ETAG_ELEMENTS[operation];
  const of = element ? "body" : "header";
  if (statusCode !== 200 || !(element || ETAG_HEADERS.includes(operation))) return;
  const text = body.toString("latin1");
  if (element ? element.test(text) : headers.etag) return;
  const missing: MissingPart = { operation, name: "ETag", of };
  // A write's response is empty or XML of S3. The sign-in page of a proxy is neither.
  throw new UnexpectedResponse({ httpStatusCode: statusCode }, text === "" || isOfS3(text) ? missing : undefined);
}

const isOfS3 = (body: string): boolean => speaksS3({ status: 200, headers: {}, body });

/** With elements that the SDK reads, or without any: the list is empty. */
function isListed({ $metadata, ...output }: Record<string, unknown>, text: string, root: string): boolean {
  if (output.Name || output.Buckets || output.Owner) return true;
  return hasRoot(text, root, { isEmpty: Object.keys(output).length === 0 });
}
