import { errorElement, fromRoot } from "../text/responseXml.ts";
import { faultOf, type ServerFault } from "./serverFault.ts";

/** A server's response, or its beginning. */
export interface ServerResponse {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** @param name lower case */
export function headerOf({ headers }: ServerResponse, name: string): string | undefined {
  return headers[name] === undefined ? undefined : String(headers[name]);
}

/** The root elements of S3 are capitalized, such as `ListBucketResult`. The pages of a proxy may be XHTML. */
const S3_ROOT = /^<(?!HTML\b)[A-Z]\w*[\s/>]/;

/**
 * Whether a successful response is from S3: S3 and compatible servers always send an ETag, an x-amz-* header or XML.
 * The sign-in page of a proxy has none of these.
 */
export function speaksS3({ headers, body }: ServerResponse): boolean {
  return (
    Object.keys(headers).some((name) => name === "etag" || name.startsWith("x-amz-")) || S3_ROOT.test(fromRoot(body))
  );
}

export interface ErrorResponse {
  fault: ServerFault;
  code: string;
  /** Empty on some servers, such as Ceph. */
  message: string;
}

/** @returns undefined if the body is not S3's error document */
export function readErrorResponse({ body }: ServerResponse): ErrorResponse | undefined {
  const code = errorElement(body, "Code");
  return code ? { fault: faultOf(code), code, message: errorElement(body, "Message") ?? "" } : undefined;
}
