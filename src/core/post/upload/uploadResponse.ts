import { isNotImplemented } from "../../client/unsupported.ts";
import { type OfSettings, S3Error, settingsOf } from "../../errors/errors.ts";
import { headerOf, readErrorResponse, type ServerResponse, speaksS3 } from "../../http/serverResponse.ts";
import { errorElement, xmlElement } from "../../text/responseXml.ts";

/** An upload that S3 accepted. */
export interface Uploaded {
  /** 200, 201 or 204; 303 if the form redirects. */
  status: number;
  /** URL of the object, or of the page that the form redirects to. */
  location?: string;
  /** Known only from the XML of a 201 response. */
  bucket?: string;
  key: string;
  etag?: string;
}

export interface SentForm extends OfSettings {
  url: string;
  key: string;
  /** Bytes of the file. */
  size: number;
  profile: string;
}

/** @throws S3Error: one of FormFaultDetails, or noPostForms, noSuchBucket, keyIdRefused, throttled, serverFault, notS3, refused */
export function readUploadResponse(response: ServerResponse, sent: SentForm): Uploaded {
  const { status, body } = response;
  const location = headerOf(response, "location");
  if (status === 303 && location) return { status, location, key: sent.key, ...etagOf(headerOf(response, "etag")) };
  if (status < 200 || status >= 300) throw refusal(response, sent);
  if (!speaksS3(response)) throw new S3Error("notS3", { endpoint: sent.url, status, ...settingsOf(sent) });
  const bucket = xmlElement(body, "Bucket");
  const named = xmlElement(body, "Location") ?? location;
  return {
    status,
    ...(named && { location: named }),
    ...(bucket && { bucket }),
    key: xmlElement(body, "Key") ?? sent.key,
    ...etagOf(xmlElement(body, "ETag") ?? headerOf(response, "etag")),
  };
}

const etagOf = (etag: string | undefined) => (etag ? { etag } : {});

/** The messages are those that S3 uses for forms. */
function refusal(response: ServerResponse, sent: SentForm): S3Error {
  const { status, body } = response;
  const { url, size, profile } = sent;
  const refused = readErrorResponse(response);
  const server = URL.parse(url)?.host ?? url;
  // A proxy that lacks the method responds without XML.
  if (status === 501) return new S3Error("noPostForms", { server });
  if (!refused) return new S3Error("notS3", { endpoint: url, status, ...settingsOf(sent) });
  const { fault, code: serverCode, message: serverMessage } = refused;
  const bucket = errorElement(body, "BucketName") ?? "";
  const limit = (name: string) => ({ size, ...numberOf(errorElement(body, name)) });
  switch (fault) {
    case "accessDenied":
      return denied(serverMessage);
    case "tooLarge":
      return new S3Error("formTooLarge", limit("MaxSizeAllowed"));
    case "tooSmall":
      return new S3Error("formTooSmall", limit("MinSizeAllowed"));
    case "signatureMismatch":
      return new S3Error("formChanged", {});
    case "tokenExpired":
      return new S3Error("formTokenEnded", {});
    case "noAcls":
      return new S3Error("formNoAcls", { bucket });
    case "keyIdUnknown":
      return new S3Error("keyIdRefused", { profile, endpoint: url, ...settingsOf(sent) });
    case "noSuchBucket":
      return new S3Error("noSuchBucket", { bucket, profile });
    case "throttled":
      return new S3Error("throttled", { operation: "PostObject" });
  }
  const details = { operation: "PostObject", status, serverCode, serverMessage };
  const failure = new S3Error(status >= 500 ? "serverFault" : "refused", details);
  return isNotImplemented(failure) ? new S3Error("noPostForms", { server }, { cause: failure }) : failure;
}

function denied(serverMessage: string): S3Error {
  if (/expired/i.test(serverMessage)) return new S3Error("formExpired", {});
  const condition = /Policy condition failed: (.*)$/is.exec(serverMessage)?.[1];
  if (condition) return new S3Error("formCondition", { condition });
  const field = /(?:Extra input fields|Policy missing condition): (.*)$/is.exec(serverMessage)?.[1];
  return field ? new S3Error("formField", { field }) : new S3Error("formDenied", { serverMessage });
}

function numberOf(text: string | undefined): { limit?: number } {
  return text && /^\d+$/.test(text) ? { limit: Number(text) } : {};
}
