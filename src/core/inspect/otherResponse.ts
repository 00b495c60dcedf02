import { splitUrl } from "../address/rawUrl.ts";
import { S3Error } from "../errors/errors.ts";
import { headerOf, readErrorResponse, type ServerResponse } from "../http/serverResponse.ts";
import { redact } from "../text/redact.ts";
import type { InspectedUrl } from "./inspectedUrl.ts";
import { type LinkWorks, worksWith } from "./linkResponse.ts";

/** Headers that only responses of the service have. No header shows that a link of an unknown form works. */
const HEADERS = {
  googleV4: /^x-(?:goog|guploader)-/,
  googleV2: /^x-(?:goog|guploader)-/,
  ossV4: /^x-oss-/,
  ossV1: /^x-oss-/,
  cloudFront: /^x-amz-cf-/,
  azureSas: /^x-ms-/,
  unknown: /^(?!)/,
};

/** A link to another service than S3, whose error codes differ. */
export type OtherLink = InspectedUrl & { kind: keyof typeof HEADERS };

export function isOther(link: InspectedUrl): link is OtherLink {
  return Object.hasOwn(HEADERS, link.kind);
}

/** @returns the details of a working link, or an S3Error with one of the link… codes */
export function judgeOther(response: ServerResponse, link: OtherLink): LinkWorks | S3Error {
  const { status, headers } = response;
  const host = link.endpoint?.replace(/^\w+:\/\//, "") ?? "";
  const isFromService = Object.keys(headers).some((name) => HEADERS[link.kind].test(name));
  const works = { ...worksWith(response), ...(!isFromService && { unverified: host }) };
  if (status >= 200 && status < 300) return works;
  // An empty object has no first byte.
  if (status === 416) return { ...works, size: 0 };
  if (status >= 300 && status < 400) {
    const to = splitUrl(headerOf(response, "location") ?? "")?.host ?? "";
    return new S3Error("linkForwarded", { host, status, to });
  }
  const error = readErrorResponse(response);
  // A domain without a bucket is that of one bucket.
  const { bucket = host, key = "" } = link;
  if (error?.fault === "noSuchBucket") return new S3Error("linkNoSuchBucket", { bucket });
  if (error?.fault === "noSuchKey") return new S3Error("linkNoSuchKey", { bucket, key });
  const clock = Date.parse(headerOf(response, "date") ?? "");
  if (clock >= Date.parse(link.expiresAt ?? "")) return new S3Error("linkExpired", {});
  const starts = Date.parse(link.startsAt ?? "");
  if (starts > clock) return new S3Error("linkNotYetValid", { seconds: Math.round((starts - clock) / 1000) });
  const reason = [error?.code, error?.message].filter((part) => part).join(": ");
  return new S3Error("linkRejected", { host, status, reason: asSentence(redact(reason).slice(0, MAX_REASON)) });
}

const asSentence = (text: string): string => text.replace(/[^.!?\s]$/, "$&.");

/** Characters. Some services append the whole text that they signed. */
const MAX_REASON = 300;
