import { MAX_REQUEST_SIZE } from "../../client/sizeLimits.ts";
import { parseSize } from "../../text/size.ts";
import { FILE_NAME, type PostCondition } from "./policyRules.ts";
import type { PostRequest } from "./postRequest.ts";

/** The settings of an upload form as the user edits them, in plainer terms than fields and conditions. */
export interface UploadSettings {
  bucket: string;
  /**
   * `exact`: one key. `fileName`: a prefix and the file's own name. `free`: a prefix and a name that the uploader
   * chooses.
   */
  keyMode: "exact" | "fileName" | "free";
  /** The key, or its prefix. */
  key: string;
  /** As entered, see parseSize; empty for no limit. */
  minSize: string;
  maxSize: string;
  /** `type/subtype`, a family such as `image/*`, or empty for any type. */
  contentType: string;
  metadata: Pair[];
  tags: Pair[];
  /** Empty for the bucket's default. The same applies to the encryption and the ACL. */
  storageClass: string;
  encryption: string;
  kmsKeyId: string;
  acl: string;
  /** 200, 201, 204 or `redirect`. */
  success: string;
  redirect: string;
  /** In addition to the fields that follow from the other settings. */
  fields: Pair[];
  conditions: ConditionRow[];
}

export type Pair = [name: string, value: string];
/** For content-length-range, `field` and `value` are the minimum and the maximum in bytes. */
export type ConditionRow = [operator: string, field: string, value: string];

/** The content type of a file whose type is unknown. */
export const UNKNOWN_TYPE = "application/octet-stream";

/** Cautious defaults: uploads keep their file names, and their size is limited. */
export const FRESH_SETTINGS: UploadSettings = {
  bucket: "",
  keyMode: "fileName",
  key: "",
  minSize: "1",
  maxSize: "10 MB",
  contentType: "",
  metadata: [],
  tags: [],
  storageClass: "",
  encryption: "",
  kmsKeyId: "",
  acl: "",
  success: "201",
  redirect: "",
  fields: [],
  conditions: [],
};

/** Common cases. Each overrides only the settings that it lists. */
export const PRESETS = {
  image: { keyMode: "fileName", minSize: "1", maxSize: "10 MB", contentType: "image/*" },
  document: { keyMode: "fileName", minSize: "1", maxSize: "20 MB", contentType: "application/pdf" },
  anyFile: { keyMode: "fileName", minSize: "", maxSize: "100 MB", contentType: "" },
  replace: { keyMode: "exact", minSize: "1", maxSize: "100 MB", contentType: "" },
} satisfies Record<string, Partial<UploadSettings>>;

export type PresetName = keyof typeof PRESETS;

/**
 * Converts the settings to a request.
 * @param expiresIn seconds
 * @throws S3Error invalidSize; checkPostRequest checks everything else
 */
export function postRequestFor(settings: UploadSettings, expiresIn: number): PostRequest {
  const { bucket, key, keyMode, fields, conditions } = settings;
  return {
    bucket,
    key: keyMode === "exact" ? key : key + FILE_NAME,
    fields: Object.fromEntries([...ownFields(settings), ...filled(fields)]),
    conditions: [...typeConditions(settings), ...sizeConditions(settings), ...rowConditions(conditions)],
    expiresIn,
  };
}

function ownFields(settings: UploadSettings): Pair[] {
  const { contentType, storageClass, encryption, kmsKeyId, acl, success, redirect, metadata, tags } = settings;
  const family = familyOf(contentType);
  const fields: Pair[] = [
    // The uploader replaces this with the file's own type. No single type fits every file of a group such as `image/*`.
    ["Content-Type", family === undefined ? contentType.trim() : family === "" ? UNKNOWN_TYPE : ""],
    ...filled(metadata).map(([name, value]): Pair => [`x-amz-meta-${name}`, value]),
    ...(filled(tags).length > 0 ? [["tagging", taggingXml(filled(tags))] satisfies Pair] : []),
    ["x-amz-storage-class", storageClass],
    ["x-amz-server-side-encryption", encryption],
    ["x-amz-server-side-encryption-aws-kms-key-id", encryption === "aws:kms" ? kmsKeyId.trim() : ""],
    ["acl", acl],
    success === "redirect" ? ["success_action_redirect", redirect.trim()] : ["success_action_status", success],
  ];
  const wanted = (name: string) =>
    name.startsWith("x-amz-meta-") || name === "success_action_redirect" || (name === "Content-Type" && !!family);
  return fields.filter(([name, value]) => value !== "" || wanted(name));
}

/** The prefix that a type must have; undefined if the type is exact. */
function familyOf(contentType: string): string | undefined {
  const given = contentType.trim();
  if (given === "" || given === "*" || given === "*/*") return "";
  return given.endsWith("*") ? given.slice(0, -1) : undefined;
}

function typeConditions({ contentType }: UploadSettings): PostCondition[] {
  const family = familyOf(contentType);
  return family === undefined ? [] : [["starts-with", "$Content-Type", family]];
}

function sizeConditions({ minSize, maxSize }: UploadSettings): PostCondition[] {
  const [min, max] = [minSize, maxSize].map((text) => (text.trim() === "" ? undefined : parseSize(text)));
  if (min === undefined && max === undefined) return [];
  return [["content-length-range", min ?? 0, max ?? MAX_REQUEST_SIZE]];
}

/** Skips rows that are still empty. */
function rowConditions(rows: ConditionRow[]): PostCondition[] {
  return rows.filter(([, first, second]) => first !== "" || second !== "").map(readRow);
}

/** Converts a row to its condition. Invalid values are kept for checkPostRequest to report. */
export function readRow([operator, first, second]: ConditionRow): PostCondition {
  if (operator !== "content-length-range") return [operator as "eq", `$${first.replace(/^\$/, "")}`, second];
  const bytes = (text: string) => (/^\d+$/.test(text.trim()) ? Number(text) : text) as number;
  return [operator, bytes(first), bytes(second)];
}

const filled = (pairs: Pair[]) => pairs.filter(([name, value]) => name !== "" || value !== "");

function taggingXml(tags: Pair[]): string {
  const escaped = (text: string) => text.replace(/[<>&"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const items = tags.map(([key, value]) => `<Tag><Key>${escaped(key)}</Key><Value>${escaped(value)}</Value></Tag>`);
  return `<Tagging><TagSet>${items.join("")}</TagSet></Tagging>`;
}
