import type { Bucket } from "./bucketStore.ts";
import type { ObjectExchange, S3Response } from "./exchange.ts";
import { accessDenied, S3Failure } from "./failure.ts";
import { findObject, versionHeader } from "./findObject.ts";
import { hasDigest, receiveText } from "./payload.ts";
import type { ObjectMetadata, Retention, StoredObject } from "./storedObject.ts";
import { element, S3_NAMESPACE, xmlDocument } from "./xml.ts";
import { childrenOf, malformedXml, readXml, textOf } from "./xmlReader.ts";

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

/** The lock of a new object: as the headers of the upload request it, or by default. */
export function lockOf(given: Record<string, string>, bucket: Bucket, now: Date): ObjectMetadata {
  const { "x-amz-object-lock-mode": mode, "x-amz-object-lock-retain-until-date": until } = given;
  const { "x-amz-object-lock-legal-hold": hold } = given;
  const isRetained = mode !== undefined || until !== undefined;
  if (isRetained || hold !== undefined) needLock(bucket);
  const retention = isRetained ? newRetention(mode, until, now) : defaultRetention(bucket, now);
  return { ...(retention && { retention }), ...((hold === "ON" || hold === "OFF") && { legalHold: hold }) };
}

/** Amazon S3 API Reference, "DefaultRetention". */
function defaultRetention({ configurations }: Bucket, now: Date): Retention | undefined {
  const text = configurations.get("object-lock");
  const [rule] = text ? childrenOf(readXml(text, "ObjectLockConfiguration"), "Rule") : [];
  const [retention] = rule ? childrenOf(rule, "DefaultRetention") : [];
  if (!retention) return undefined;
  const until = new Date(now);
  until.setUTCDate(until.getUTCDate() + Number(textOf(retention, "Days") ?? 0));
  until.setUTCFullYear(until.getUTCFullYear() + Number(textOf(retention, "Years") ?? 0));
  return readRetention(textOf(retention, "Mode"), until.toISOString());
}

/** S3 accepts the bytes of a locked object only with a digest: Amazon S3 API Reference, "PutObject". */
export function needDigest(
  what: "Put Object" | "Put Part",
  { retention, legalHold }: ObjectMetadata,
  headers: Record<string, string>,
): void {
  if ((!retention && !legalHold) || hasDigest(headers)) return;
  const message = `Content-MD5 OR x-amz-checksum- HTTP header is required for ${what} requests with Object Lock parameters`;
  throw new S3Failure(400, "InvalidRequest", message);
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
