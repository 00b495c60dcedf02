import type { ObjectExchange, S3Response } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { findObject } from "./findObject.ts";
import { receiveText } from "./payload.ts";
import type { StoredObject } from "./storedObject.ts";
import { malformedXml, readXml, textOf } from "./xmlReader.ts";

const DAY_MS = 86_400_000;

const isArchived = ({ headers, archiveStatus }: StoredObject) =>
  /^(GLACIER|DEEP_ARCHIVE)$/.test(headers["x-amz-storage-class"] ?? "") || archiveStatus !== undefined;

const invalidState = (message: string, object: StoredObject) =>
  new S3Failure(403, "InvalidObjectState", message, {
    StorageClass: object.headers["x-amz-storage-class"] ?? "STANDARD",
  });

/** Amazon S3 API Reference, "RestoreObject". The restore takes S3 hours, and is immediate here. */
export async function restoreObject(exchange: ObjectExchange): Promise<S3Response> {
  const object = findObject(exchange);
  const request = readXml(await receiveText(exchange.payload(), exchange.given, false), "RestoreRequest");
  const given = textOf(request, "Days");
  if (object.headers["x-amz-storage-class"] === "INTELLIGENT_TIERING") {
    if (given !== undefined) {
      const message = "INTELLIGENT_TIERING objects are not subject to restore expiry. Do not specify Days";
      throw new S3Failure(400, "InvalidArgument", message);
    }
    if (!isArchived(object))
      throw invalidState("Restore is not allowed, as object's storage class is not archived", object);
    delete object.archiveStatus;
    return { status: 202 };
  }
  const days = Number(given);
  if (!Number.isInteger(days) || days < 1) throw malformedXml();
  if (!isArchived(object)) {
    throw invalidState("Restore is not allowed for the object's current storage class", object);
  }
  const status = object.restoredUntil ? 200 : 202;
  object.restoredUntil = new Date(exchange.now.getTime() + days * DAY_MS);
  return { status };
}

export function checkReadable(object: StoredObject, now: Date): void {
  if (!isArchived(object) || (object.restoredUntil && object.restoredUntil > now)) return;
  throw invalidState("The operation is not valid for the object's storage class", object);
}

export function restoreHeader({ restoredUntil, archiveStatus }: StoredObject): Record<string, string> {
  if (archiveStatus) return { "x-amz-archive-status": archiveStatus };
  if (!restoredUntil) return {};
  return { "x-amz-restore": `ongoing-request="false", expiry-date="${restoredUntil.toUTCString()}"` };
}
