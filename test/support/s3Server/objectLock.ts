import type { Bucket } from "./bucketStore.ts";
import type { ObjectExchange, S3Response } from "./exchange.ts";
import { accessDenied, S3Failure } from "./failure.ts";
import { findObject, versionHeader } from "./findObject.ts";
import { receiveText } from "./payload.ts";
import type { ObjectMetadata, Retention, StoredObject } from "./storedObject.ts";
import { element, S3_NAMESPACE, xmlDocument } from "./xml.ts";
import { malformedXml, readXml, textOf } from "./xmlReader.ts";

/** Amazon S3 User Guide, "Locking objects with Object Lock". */
function needLock({ objectLock }: Bucket): void {
  if (!objectLock) throw new S3Failure(400, "InvalidRequest", "Bucket is missing Object Lock Configuration");
}

const noLock = () =>
  new S3Failure(404, "NoSuchObjectLockConfiguration", "The specified object does not have a ObjectLock configuration");

export function getObjectLegalHold(exchange: ObjectExchange): S3Response {
  needLock(exchange.bucket);
  const { legalHold } = findObject(exchange);
  if (!legalHold) throw noLock();
  return { status: 200, body: xmlDocument(element("LegalHold", [element("Status", legalHold)], S3_NAMESPACE)) };
}

export async function putObjectLegalHold(exchange: ObjectExchange): Promise<S3Response> {
  needLock(exchange.bucket);
  const object = findObject(exchange);
  const status = textOf(readXml(await receiveText(exchange.payload(), exchange.given, true), "LegalHold"), "Status");
  if (status !== "ON" && status !== "OFF") throw malformedXml();
  object.legalHold = status;
  return { status: 200, headers: versionHeader(exchange.bucket, object) };
}

export function getObjectRetention(exchange: ObjectExchange): S3Response {
  needLock(exchange.bucket);
  const { retention } = findObject(exchange);
  if (!retention) throw noLock();
  const parts = [element("Mode", retention.mode), element("RetainUntilDate", retention.until.toISOString())];
  return { status: 200, body: xmlDocument(element("Retention", parts, S3_NAMESPACE)) };
}

export async function putObjectRetention(exchange: ObjectExchange): Promise<S3Response> {
  needLock(exchange.bucket);
  const object = findObject(exchange);
  const node = readXml(await receiveText(exchange.payload(), exchange.given, true), "Retention");
  const [mode, until] = [textOf(node, "Mode"), textOf(node, "RetainUntilDate")];
  const retention = mode === undefined && until === undefined ? undefined : newRetention(mode, until, exchange.now);
  const { retention: before } = object;
  const shorter = before && before.until > exchange.now && (!retention || retention.until < before.until);
  if (shorter && !maySkip(exchange.given, before)) throw locked();
  if (retention) object.retention = retention;
  else delete object.retention;
  return { status: 200, headers: versionHeader(exchange.bucket, object) };
}

function readRetention(mode: string | undefined, until: string | undefined): Retention {
  const date = new Date(until ?? "");
  if ((mode !== "GOVERNANCE" && mode !== "COMPLIANCE") || Number.isNaN(date.getTime())) throw malformedXml();
  return { mode, until: date };
}

function newRetention(mode: string | undefined, until: string | undefined, now: Date): Retention {
  const retention = readRetention(mode, until);
  if (retention.until > now) return retention;
  throw new S3Failure(400, "InvalidArgument", "The retain until date must be in the future!", {
    ArgumentName: "x-amz-object-lock-retain-until-date",
    ArgumentValue: until ?? "",
  });
}

/** The lock settings in the headers of an upload. */
export function requestedLock(given: Record<string, string>, bucket: Bucket, now: Date): ObjectMetadata {
  const { "x-amz-object-lock-mode": mode, "x-amz-object-lock-retain-until-date": until } = given;
  const { "x-amz-object-lock-legal-hold": hold } = given;
  if (mode === undefined && until === undefined && hold === undefined) return {};
  needLock(bucket);
  const retention = mode === undefined && until === undefined ? {} : { retention: newRetention(mode, until, now) };
  return { ...retention, ...((hold === "ON" || hold === "OFF") && { legalHold: hold }) };
}

export function lockHeaders({ retention, legalHold }: StoredObject): Record<string, string> {
  return {
    ...(retention && {
      "x-amz-object-lock-mode": retention.mode,
      "x-amz-object-lock-retain-until-date": retention.until.toISOString(),
    }),
    ...(legalHold && { "x-amz-object-lock-legal-hold": legalHold }),
  };
}

const locked = () => accessDenied("Access Denied because object protected by object lock.");

const maySkip = (given: Record<string, string>, { mode }: Retention): boolean =>
  mode === "GOVERNANCE" && given["x-amz-bypass-governance-retention"] === "true";

/** A locked version cannot be deleted permanently, but it can be hidden. */
export function checkUnlocked(given: Record<string, string>, { legalHold, retention }: StoredObject, now: Date): void {
  if (legalHold === "ON" || (retention && retention.until > now && !maySkip(given, retention))) throw locked();
}
