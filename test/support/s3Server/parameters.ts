import { S3Failure } from "./failure.ts";
import type { S3Request } from "./request.ts";

/**
 * The x-amz-* names that S3 reads from a presigned query as well as from headers. Tagging, copy source and checksums in
 * a query are ignored: aws-sdk-js-v3 issues 3496 and 4448, aws-sdk-php issue 1275.
 */
const FROM_QUERY = /^x-amz-(meta-.+|storage-class|acl|request-payer|expected-bucket-owner)$/;
const CUSTOMER_KEY = /^x-amz-(copy-source-)?server-side-encryption-customer-/;

/** The headers of a request, with the values that its query may supply instead. */
export function parametersOf({ headers, query }: S3Request): Record<string, string> {
  const fromQuery: Record<string, string> = {};
  for (const [name, value] of query) {
    const lower = name.toLowerCase();
    if (FROM_QUERY.test(lower)) fromQuery[lower] = value;
    if (CUSTOMER_KEY.test(lower)) {
      throw new S3Failure(400, "InvalidRequest", "Customer provided keys must be sent in headers, never in a query");
    }
  }
  return { ...fromQuery, ...headers };
}
