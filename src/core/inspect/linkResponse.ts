import { splitUrl } from "../address/rawUrl.ts";
import { S3Error } from "../errors/errors.ts";
import {
  type ErrorResponse,
  headerOf,
  readErrorResponse,
  type ServerResponse,
  speaksS3,
} from "../http/serverResponse.ts";
import { iamAction } from "../operations/iamActions.ts";
import { MAX_SKEW } from "../sign/expiry.ts";
import { errorElement } from "../text/responseXml.ts";
import type { InspectedUrl } from "./inspectedUrl.ts";

/** A link that works. */
export interface LinkWorks {
  outcome: "works";
  status: number;
  /** Bytes of the whole object, if the response is an object. */
  size?: number;
  contentType?: string;
  contentDisposition?: string;
  /** The host, if the response does not show that it comes from the service that the link is for. */
  unverified?: string;
}

/** @returns the details of a working link, or an S3Error with one of the link… codes */
export function judge(response: ServerResponse, link: InspectedUrl): LinkWorks | S3Error {
  const { status } = response;
  const host = link.endpoint?.replace(/^\w+:\/\//, "") ?? "";
  if (status >= 200 && status < 300) return speaksS3(response) ? worksWith(response) : notS3(host, status);
  // An empty object has no first byte.
  if (status === 416) return { outcome: "works", status, size: 0 };
  const error = readErrorResponse(response);
  if (status >= 300 && status < 400) return redirected(response, link, host, error);
  return error ? refused(response, link, host, error) : notS3(host, status);
}

const notS3 = (host: string, status: number) => new S3Error("linkNotS3", { host, status });

export function worksWith(response: ServerResponse): LinkWorks {
  const { status } = response;
  const text = (name: string) => headerOf(response, name);
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

function redirected(response: ServerResponse, link: InspectedUrl, host: string, error?: ErrorResponse): S3Error {
  const actual = regionIn(response);
  if (response.status === 301 && (error?.fault === "wrongRegion" || actual)) return wrongRegion(link, actual);
  const to = splitUrl(String(response.headers.location))?.host ?? errorElement(response.body, "Endpoint") ?? "";
  return new S3Error("linkRedirected", { host, status: response.status, to });
}

function refused(response: ServerResponse, link: InspectedUrl, host: string, error: ErrorResponse): S3Error {
  const { status } = response;
  const { bucket = "", key = "", signer, signedHeaders } = link;
  const { fault, code: serverCode, message: serverMessage } = error;
  switch (fault) {
    case "accessDenied":
    case "clockSkew":
    case "requestExpired":
      return denied(response, link, serverMessage);
    case "signatureMismatch":
      return new S3Error("linkChanged", { signedHeaders });
    case "keyIdUnknown":
      return new S3Error("linkKeyUnknown", { accessKeyId: signer?.accessKeyId ?? "", host });
    case "tokenExpired":
      return new S3Error("linkTokenExpired", {});
    case "wrongRegion":
      return wrongRegion(link, regionIn(response));
    case "authorizationMalformed": {
      const actual = regionIn(response) ?? /expecting '([^']+)'/.exec(serverMessage)?.[1];
      return actual ? wrongRegion(link, actual) : new S3Error("linkMalformed", { serverMessage });
    }
    case "noSuchKey":
    case "noSuchVersion":
      return new S3Error("linkNoSuchKey", { bucket, key });
    case "noSuchBucket":
      return new S3Error("linkNoSuchBucket", { bucket });
    case "archived":
      return new S3Error("linkArchived", { storageClass: errorElement(response.body, "StorageClass") ?? "" });
    case "throttled":
      return new S3Error("linkThrottled", { host });
  }
  if (status >= 500) return new S3Error("linkServerFault", { host, status, serverCode });
  return new S3Error("linkRefused", { status, serverCode, serverMessage });
}

/** If the message does not say which time is wrong (Ceph sends no message), the server's own clock decides. */
function denied(response: ServerResponse, link: InspectedUrl, serverMessage: string): S3Error {
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

function regionIn(response: ServerResponse): string | undefined {
  return headerOf(response, "x-amz-bucket-region") ?? errorElement(response.body, "Region");
}
