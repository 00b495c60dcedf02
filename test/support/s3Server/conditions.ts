import { S3Failure } from "./failure.ts";
import { noSuchKey } from "./findObject.ts";
import type { StoredObject } from "./storedObject.ts";

const refused = (condition: string) =>
  new S3Failure(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
    Condition: condition,
  });

type Conditions = Record<
  "if-match" | "if-none-match" | "if-modified-since" | "if-unmodified-since",
  string | undefined
>;

export const conditionsOf = (headers: Record<string, string>, prefix = ""): Conditions => ({
  "if-match": headers[`${prefix}if-match`],
  "if-none-match": headers[`${prefix}if-none-match`],
  "if-modified-since": headers[`${prefix}if-modified-since`],
  "if-unmodified-since": headers[`${prefix}if-unmodified-since`],
});

/** RFC 9110 section 13.2.2: the name of the condition that is not met. */
function failing(conditions: Conditions, { etag, modified }: StoredObject): keyof Conditions | undefined {
  const matches = (list: string) => list.split(",").some((tag) => ["*", etag, etag.slice(1, -1)].includes(tag.trim()));
  const seconds = (date: string) => Math.floor(Date.parse(date) / 1000);
  const changed = Math.floor(modified.getTime() / 1000);
  const { "if-match": match, "if-none-match": noneMatch } = conditions;
  const { "if-modified-since": since, "if-unmodified-since": until } = conditions;
  if (match && !matches(match)) return "if-match";
  if (!match && until !== undefined && changed > seconds(until)) return "if-unmodified-since";
  if (noneMatch && matches(noneMatch)) return "if-none-match";
  return !noneMatch && since !== undefined && changed <= seconds(since) ? "if-modified-since" : undefined;
}

export function checkReadConditions(headers: Record<string, string>, object: StoredObject): void {
  const failed = failing(conditionsOf(headers), object);
  if (failed === "if-none-match" || failed === "if-modified-since") {
    throw new S3Failure(304, "NotModified", "Not Modified", {}, { etag: object.etag });
  }
  if (failed) throw refused(failed);
}

/** A copy has no "not modified": each unmet condition is a 412. */
export function checkCopyConditions(headers: Record<string, string>, source: StoredObject): void {
  const prefix = "x-amz-copy-source-";
  const failed = failing(conditionsOf(headers, prefix), source);
  if (failed) throw refused(`${prefix}${failed}`);
}

/** Amazon S3 User Guide, "How to prevent object overwrites with conditional writes". */
export function checkWriteConditions(headers: Record<string, string>, key: string, existing: StoredObject | undefined) {
  const { "if-none-match": noneMatch, "if-match": match } = headers;
  if (noneMatch !== undefined && noneMatch !== "*") {
    throw new S3Failure(501, "NotImplemented", "A header you provided implies functionality that is not implemented", {
      Header: "If-None-Match",
    });
  }
  if (noneMatch && existing) throw refused("If-None-Match");
  if (match && !existing) throw noSuchKey(key);
  if (match && existing && match !== "*" && match !== existing.etag && `"${match}"` !== existing.etag) {
    throw refused("If-Match");
  }
}
