import { REQUEST_PAYER } from "../client/requestPayer.ts";
import type { CheckedRequest } from "./checkRequest.ts";

/** The HTTP request that the SDK is about to sign. */
export interface SdkRequest {
  method: string;
  headers: Record<string, string>;
  query: Record<string, unknown>;
  body?: string | Uint8Array;
}

/**
 * Removes what the SDK adds by itself and what the recipient would have to send for no reason: `x-id`; without a body,
 * the checksum and the content type of an empty body; with a blob, a content type that was not requested. A confirmation
 * of payment that was not a parameter becomes part of the query.
 */
export function adjustRequest(sdkRequest: SdkRequest, { method, operation, params }: CheckedRequest): void {
  const { headers, query, body } = sdkRequest;
  const given = new Set(
    operation.members.filter(({ name }) => params[name] !== undefined).map(({ wireName }) => wireName),
  );
  const isXml = !operation.members.some(({ binding, type }) => binding === "payload" && type.kind === "blob");
  for (const name of Object.keys(headers)) {
    const isTypeForNothing = name === "content-type" && !(body !== undefined && isXml);
    const isChecksumOfNothing = body === undefined && /^x-amz-(checksum-(?!mode)|sdk-checksum-)/.test(name);
    if (!given.has(name) && (isTypeForNothing || isChecksumOfNothing)) delete headers[name];
  }
  // Also Ceph reads it from the query, so no recipient has to send it.
  if (!given.has(REQUEST_PAYER) && headers[REQUEST_PAYER]) {
    query[REQUEST_PAYER] = headers[REQUEST_PAYER];
    delete headers[REQUEST_PAYER];
  }
  delete query["x-id"];
  sdkRequest.method = method;
}
