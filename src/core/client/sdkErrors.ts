import { STATUS_CODES } from "node:http";
import {
  cancellation,
  deniedAction,
  type ErrorCode,
  type ErrorDetails,
  isS3Error,
  type OfSettings,
  S3Error,
  settingsOf,
} from "../errors/errors.ts";
import { faultOf } from "../http/serverFault.ts";
import { isTlsFailure } from "../http/tlsFailure.ts";
import { iamAction } from "../operations/iamActions.ts";
import { type MissingPart, UnexpectedResponse } from "./unexpectedResponse.ts";

/** The call that failed, for the details of its error. */
export interface SdkCall extends OfSettings {
  operation: string;
  profile: string;
  endpoint: string;
  region: string;
  bucket?: string;
  key?: string;
  versionId?: string;
  /** Milliseconds within which the server had to respond. */
  timeout: number;
  /** Server time minus local time in milliseconds; 0 before the first measurement. */
  clockOffset: number;
}

/** Errors that a connection's settings may cause. */
const OF_SETTINGS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "credentialsExpired",
  "keyIdRefused",
  "secretRefused",
  "accessDenied",
  "noSuchBucket",
  "invalidRegion",
  "unsupportedArn",
  "wrongRegion",
  "endpointUnreachable",
  "endpointSilent",
  "notS3",
]);

/** The parts of an SDK error that are read here. Each of them may be missing. */
interface SdkError {
  name?: string;
  message?: string;
  code?: string;
  /** From the XML of S3's response. */
  Code?: string;
  Region?: string;
  StorageClass?: string;
  /** Of an UnexpectedResponse. */
  missing?: MissingPart;
  $metadata?: { httpStatusCode?: number };
  $response?: { headers?: Record<string, string>; statusCode?: number };
}

const UNREACHABLE = new Set([
  "ENOTFOUND",
  "EADDRNOTAVAIL",
  "EAI_AGAIN",
  "EAI_FAIL",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETDOWN",
  "ENETUNREACH",
  "EPIPE",
]);
const SILENT = new Set(["ETIMEDOUT", "TimeoutError"]);

/**
 * The region of a bucket according to S3, from an error's header or XML body. Its format is checked because it can
 * become part of a host name.
 */
export function regionFromError(error: unknown): string | undefined {
  const { $response, Region } = error as SdkError;
  const region: unknown = $response?.headers?.["x-amz-bucket-region"] ?? Region;
  return typeof region === "string" && /^[a-z0-9][a-z0-9-]{0,62}$/i.test(region) ? region : undefined;
}

/** If a response nests elements where S3 has text, the SDK returns objects instead of strings. */
function readSdkError(error: unknown): SdkError {
  const given = Object(error) as SdkError & Record<string, unknown>;
  const texts = ["name", "message", "code", "Code", "StorageClass"].filter((name) => typeof given[name] === "string");
  const { $metadata, $response } = given;
  return {
    ...Object.fromEntries(texts.map((name) => [name, (given[name] as string).trim()])),
    ...($metadata && { $metadata }),
    ...($response && { $response }),
    ...(error instanceof UnexpectedResponse && error.missing && { missing: error.missing }),
  };
}

/** Converts anything that the SDK throws to an S3Error. Use it only where the SDK is called. */
export function toS3Error(error: unknown, call: SdkCall): S3Error {
  const failure = isS3Error(error) ? error : readError(error, call);
  if (!call.connectionId || !OF_SETTINGS.has(failure.code)) return failure;
  const details = { ...failure.details, ...settingsOf(call) };
  return new S3Error(failure.code, details, { cause: failure.cause ?? failure });
}

function readError(error: unknown, call: SdkCall): S3Error {
  const sdk = readSdkError(error);
  const make = <C extends ErrorCode>(code: C, details: ErrorDetails[C]) => new S3Error(code, details, { cause: error });
  const name = sdk.name ?? "";
  const status = sdk.$response?.statusCode ?? sdk.$metadata?.httpStatusCode ?? 0;

  if (name === "AbortError") return cancellation(error);
  // The SDK reports a reset connection as a timeout too.
  if (SILENT.has(sdk.code ?? "") || (SILENT.has(name) && !UNREACHABLE.has(sdk.code ?? ""))) {
    return make("endpointSilent", { endpoint: call.endpoint, seconds: Math.round(call.timeout / 1000) });
  }
  if (UNREACHABLE.has(sdk.code ?? "") || isTlsFailure(sdk.code)) {
    return make("endpointUnreachable", { endpoint: call.endpoint, reason: sdk.message || (sdk.code ?? "") });
  }
  if (/region/i.test(sdk.message ?? "") && status === 0) {
    // No cause: it quotes the region, see brokenProfile in errors.ts.
    return new S3Error("invalidRegion", { profile: call.profile });
  }
  // By the SDK's rules, not every access point has a host for FIPS, dual-stack or acceleration.
  if (name === "EndpointError" && call.bucket && /not support/.test(sdk.message ?? "")) {
    return make("unsupportedArn", { arn: call.bucket, reason: "variants" });
  }
  return status === 0
    ? make("unexpected", { reason: sdk.message ?? String(error) })
    : responseError(sdk, regionFromError(error), status, call, make);
}

type Make = <C extends ErrorCode>(code: C, details: ErrorDetails[C]) => S3Error;

/** Converts an error response of S3. */
function responseError(sdk: SdkError, actual: string | undefined, status: number, call: SdkCall, make: Make): S3Error {
  const { operation, profile, endpoint, bucket = "", key = "" } = call;
  const { name = "" } = sdk;
  if (isUnexpected(sdk, name, operation)) {
    // A gateway responds like this while the server behind it is down or busy.
    if (status === 429) return make("throttled", { operation });
    if (status >= 500) return make("serverFault", { operation, status, serverCode: STATUS_CODES[status] ?? "" });
    if (!sdk.missing) return make("notS3", { endpoint, status });
    const { name: missing, of: missingFrom } = sdk.missing;
    return make("notS3", { endpoint, status, operation: sdk.missing.operation, missing, missingFrom });
  }
  switch (faultOf(name)) {
    case "noSuchBucket":
      return make("noSuchBucket", { bucket, profile });
    case "noSuchKey":
      return make("noSuchKey", { bucket, key });
    case "keyIdUnknown":
      return make("keyIdRefused", { profile, endpoint });
    case "signatureMismatch":
      return make("secretRefused", { profile, endpoint });
    case "tokenExpired":
      return make("credentialsExpired", { profile });
    case "clockSkew":
      return make("clockSkew", { seconds: Math.round(call.clockOffset / 1000) });
    case "archived":
      if (operation === "RestoreObject") break;
      return make("archived", { profile, bucket, key, storageClass: sdk.StorageClass ?? "" });
    case "bucketTaken":
      return make("bucketTaken", { bucket });
    case "invalidBucket":
      return make("invalidBucket", { bucket });
    case "keyTooLong":
      return make("keyTooLong", { bytes: Buffer.byteLength(key), limit: 1024 });
    case "wrongRegion":
      return make("wrongRegion", { bucket, region: call.region, ...(actual && { actual }) });
    case "throttled":
      return make("throttled", { operation });
  }
  if (actual && actual !== call.region && (status === 301 || status === 400)) {
    return make("wrongRegion", { bucket, region: call.region, actual });
  }
  if (status === 403 && isDenial(sdk)) {
    const permission = deniedAction(sdk) ?? iamAction(operation, call.versionId !== undefined);
    return make("accessDenied", { profile, operation, permission, ...(bucket && { bucket }) });
  }
  if (status === 404 && operation === "HeadBucket") return make("noSuchBucket", { bucket, profile });
  if (status >= 500) return make("serverFault", { operation, status, serverCode: name, ...messageOf(sdk) });
  return make("refused", { operation, status, serverCode: name, serverMessage: sdk.message ?? "" });
}

/** Other codes have other reasons than a missing permission, such as Ceph's QuotaExceeded. */
function isDenial({ Code = "" }: SdkError): boolean {
  return Code === "" || /denied|forbidden|disabled|unauthorized/i.test(Code);
}

/** Empty on some servers. The SDK fills in a text of its own. */
function messageOf({ message = "", name }: SdkError): { serverMessage?: string } {
  return message === "" || message === name || message === "UnknownError" ? {} : { serverMessage: message };
}

/** Whether something other than S3 responded, without S3's XML. A response to HEAD has no body to judge by. */
function isUnexpected({ message = "", Code }: SdkError, name: string, operation: string): boolean {
  if (name === "ForeignAnswer" || name === "SyntaxError" || message.includes("Deserialization error")) return true;
  // Ceph sends a code without a message.
  return message === "UnknownError" && !Code && !operation.startsWith("Head");
}
