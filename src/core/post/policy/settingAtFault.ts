import type { S3Error } from "../../errors/errors.ts";
import { type ConditionRow, readRow, type UploadSettings } from "./uploadSettings.ts";

type Setting = keyof UploadSettings | "expiry";

const BY_CODE: Record<string, Setting> = {
  invalidExpiry: "expiry",
  invalidBucket: "bucket",
  noSuchBucket: "bucket",
  unsupportedArn: "bucket",
  emptyKey: "key",
  keyTooLong: "key",
  invalidSizeRange: "maxSize",
};

const BY_FIELD: Record<string, Setting> = {
  key: "key",
  bucket: "bucket",
  "content-type": "contentType",
  tagging: "tags",
  "x-amz-storage-class": "storageClass",
  "x-amz-server-side-encryption": "encryption",
  "x-amz-server-side-encryption-aws-kms-key-id": "kmsKeyId",
  acl: "acl",
  success_action_redirect: "redirect",
  success_action_status: "success",
};

/** The setting that an error is about, or its row, such as `metadata[2]`. */
export function settingAtFault({ code, details }: S3Error, settings: UploadSettings): string | undefined {
  const { field, condition, given } = details as { field?: string; condition?: string; given?: string };
  if (code === "invalidSize") return settings.minSize.trim() === given ? "minSize" : "maxSize";
  const row = condition === undefined ? undefined : conditionRow(settings.conditions, condition);
  if (row !== undefined) return row;
  if (code === "invalidSizeRange" && settings.conditions.some(([operator]) => operator === "content-length-range")) {
    return "conditions";
  }
  return BY_CODE[code] ?? (field === undefined ? undefined : fieldSetting(field, settings));
}

/** Compares each row as written and in its normal form: `{"a":"b"}` is `["eq","$a","b"]`. */
function conditionRow(rows: ConditionRow[], condition: string): string | undefined {
  const texts = rows.map((row) => {
    const read = readRow(row);
    const [operator, reference, value] = read as [string, string, string];
    return [JSON.stringify(read), operator === "eq" ? JSON.stringify({ [reference.slice(1)]: value }) : ""];
  });
  return rowPath(
    "conditions",
    texts.findIndex((text) => text.includes(condition)),
  );
}

function fieldSetting(field: string, settings: UploadSettings): string | undefined {
  const name = field.toLowerCase();
  const same = (other: string) => other.toLowerCase() === name;
  return (
    rowPath(
      "fields",
      settings.fields.findIndex(([other]) => same(other)),
    ) ??
    rowPath(
      "metadata",
      settings.metadata.findIndex(([other]) => same(`x-amz-meta-${other}`)),
    ) ??
    rowPath(
      "conditions",
      settings.conditions.findIndex(([, other]) => same(other.replace(/^\$/, ""))),
    ) ??
    BY_FIELD[name]
  );
}

const rowPath = (list: string, index: number) => (index < 0 ? undefined : `${list}[${index}]`);
