import { splitUrl } from "../address/rawUrl.ts";
import { S3Error } from "../errors/errors.ts";
import { iamAction } from "../operations/iamActions.ts";
import { MAX_SKEW } from "../sign/expiry.ts";
import { errorElement } from "../text/responseXml.ts";
import type { InspectedUrl } from "./inspect.ts";

/** A server's response, or its beginning. */
export interface LinkResponse {
  status: number;
  /** Lowercase names. */
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A link that works. */
export interface LinkWorks {
  outcome: "works";
  status: number;
  /** Bytes of the whole object, if the response is an object. */
  size?: number;
  contentType?: string;
  contentDisposition?: string;
}

/** @returns the details of a working link, or an S3Error with one of the link… codes */
export function judge(response: LinkResponse, link: InspectedUrl): LinkWorks | S3Error {
  const { status } = response;
  const host = link.endpoint?.replace(/^\w+:\/\//, "") ?? "";
  if (status >= 200 && status < 300) return speaksS3(response) ? worksWith(response) : notS3(host, status);
  // An empty object has no first byte.
  if (status === 416) return { outcome: "works", status, size: 0 };
  const code = errorElement(response.body, "Code");
  if (status >= 300 && status < 400) return redirected(response, link, host, code);
  if (!code) return notS3(host, status);
  return refused(response, link, host, code);
}

const notS3 = (host: string, status: number) => new S3Error("linkNotS3", { host, status });

/** S3 and compatible servers always send an ETag, x-amz-* headers or XML. A sign-in page has none of these. */
function speaksS3({ headers, body }: LinkResponse): boolean {
  return Object.keys(headers).some((name) => name === "etag" || name.startsWith("x-amz-")) || body.startsWith("<?xml");
}

function worksWith({ status, headers }: LinkResponse): LinkWorks {
  const text = (name: string) => (headers[name] === undefined ? undefined : String(headers[name]));
  const size = status === 206 ? /\/(\d+)$/.exec(text("content-range") ?? "")?.[1] : text("content-length");
  const [contentType, contentDisposition] = [text("content-type"), text("content-disposition")];
  return {
    outcome: "works",
    status,
    ...(size !== undefined && { size: Number(size) }),
    ...(contentType && { contentType }),
    ...(contentDisposition && { contentDisposition }),
  };
}

function redirected(response: LinkResponse, link: InspectedUrl, host: string, code: string | undefined): S3Error {
  const actual = regionIn(response);
  if (response.status === 301 && (code === "PermanentRedirect" || actual)) return wrongRegion(link, actual);
  const to = splitUrl(String(response.headers.location))?.host ?? errorElement(response.body, "Endpoint") ?? "";
  return new S3Error("linkRedirected", { host, status: response.status, to });
}

/** Codes as in "Error responses", Amazon S3 API Reference. */
function refused(response: LinkResponse, link: InspectedUrl, host: string, code: string): S3Error {
  const { status } = response;
  const { bucket = "", key = "", signer, signedHeaders } = link;
  const serverMessage = errorElement(response.body, "Message") ?? "";
  switch (code) {
    case "AccessDenied":
    case "RequestTimeTooSkewed":
    case "RequestExpired":
      return denied(response, link, serverMessage);
    case "SignatureDoesNotMatch":
      return new S3Error("linkChanged", { signedHeaders });
    case "InvalidAccessKeyId":
      return new S3Error("linkKeyUnknown", { accessKeyId: signer?.accessKeyId ?? "", host });
    case "ExpiredToken":
    case "InvalidToken":
    case "TokenRefreshRequired":
      return new S3Error("linkTokenExpired", {});
    case "PermanentRedirect":
    case "IllegalLocationConstraintException":
      return wrongRegion(link, regionIn(response));
    case "AuthorizationQueryParametersError": {
      const actual = regionIn(response) ?? /expecting '([^']+)'/.exec(serverMessage)?.[1];
      return actual ? wrongRegion(link, actual) : new S3Error("linkMalformed", { serverMessage });
    }
    case "NoSuchKey":
    case "NoSuchVersion":
      return new S3Error("linkNoSuchKey", { bucket, key });
    case "NoSuchBucket":
      return new S3Error("linkNoSuchBucket", { bucket });
    case "InvalidObjectState":
      return new S3Error("linkArchived", { storageClass: errorElement(response.body, "StorageClass") ?? "" });
    case "SlowDown":
    case "TooManyRequests":
      return new S3Error("linkThrottled", { host });
  }
  if (status >= 500) return new S3Error("linkServerFault", { host, status, serverCode: code });
  return new S3Error("linkRefused", { status, serverCode: code, serverMessage });
}

/** If the message does not say which time is wrong (Ceph sends no message), the server's own clock decides. */
function denied(response: LinkResponse, link: InspectedUrl, serverMessage: string): S3Error {
  const clock = Date.parse(String(response.headers.date));
  const [issued, expires] = [Date.parse(link.issuedAt ?? ""), Date.parse(link.expiresAt ?? "")];
  if (/expired/i.test(serverMessage) || clock >= expires) return new S3Error("linkExpired", {});
  if (/not yet valid|too large/i.test(serverMessage) || issued - clock > MAX_SKEW) {
    return new S3Error("linkNotYetValid", { seconds: Math.max(0, Math.round((issued - clock) / 1000)) || 0 });
  }
  const unsigned = errorElement(response.body, "HeadersNotSigned");
  if (unsigned || /not signed/i.test(serverMessage)) {
    return new S3Error("linkHeaderNotSigned", { headers: unsigned ?? "" });
  }
  if (link.kind === "unsigned") return new S3Error("linkNotPublic", {});
  const permission = iamAction(link.methods.GET ?? link.operation, link.versionId !== undefined);
  return new S3Error("linkDenied", { serverMessage, permission });
}

function wrongRegion({ region = "" }: InspectedUrl, actual: string | undefined): S3Error {
  return new S3Error("linkWrongRegion", { region, ...(actual && { actual }) });
}

function regionIn(response: LinkResponse): string | undefined {
  const header = response.headers["x-amz-bucket-region"];
  return header === undefined ? errorElement(response.body, "Region") : String(header);
}
