import { parseSize } from "../../text/size.ts";
import { FILE_NAME, type PostCondition } from "./policyRules.ts";
import { MAX_POST_SIZE, type PostRequest } from "./postRequest.ts";

/** What a person decides about an upload form, in words nearer to them than fields and conditions. */
export interface UploadSettings {
  bucket: string;
  /** One key; a prefix and the file's own name; or a prefix and a name that the uploader chooses. */
  keyMode: "exact" | "fileName" | "free";
  /** The key, or what it begins with. */
  key: string;
  /** As typed, see parseSize; empty for no limit. */
  minSize: string;
  maxSize: string;
  /** `type/subtype`, a family such as `image/*`, or empty for any. */
  contentType: string;
  metadata: Pair[];
  tags: Pair[];
  /** Empty for the bucket's own; so with the encryption and the ACL. */
  storageClass: string;
  encryption: string;
  kmsKeyId: string;
  acl: string;
  /** 200, 201, 204 or `redirect`. */
  success: string;
  redirect: string;
  /** Beyond those that follow from the rest. */
  fields: Pair[];
  conditions: ConditionRow[];
}

export type Pair = [name: string, value: string];
/** For content-length-range the least and the most bytes. */
export type ConditionRow = [operator: string, field: string, value: string];

/** What S3 stores where nobody says better. */
export const UNKNOWN_TYPE = "application/octet-stream";

/** As safe as a form can be without a question: nobody's object is overwritten by a name alone, and nothing is huge. */
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

/** The common cases, each laid over what stands there. */
export const PRESETS = {
  image: { keyMode: "fileName", minSize: "1", maxSize: "10 MB", contentType: "image/*" },
  document: { keyMode: "fileName", minSize: "1", maxSize: "20 MB", contentType: "application/pdf" },
  anyFile: { keyMode: "fileName", minSize: "", maxSize: "100 MB", contentType: "" },
  replace: { keyMode: "exact", minSize: "1", maxSize: "100 MB", contentType: "" },
} satisfies Record<string, Partial<UploadSettings>>;

export type PresetName = keyof typeof PRESETS;

/**
 * @param expiresIn seconds
 * @throws S3Error invalidSize; all else is checked by checkPostRequest
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
    // The uploader puts the file's own type in its place; of a family, no type is right for every file.
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

/** What a type must begin with; undefined for an exact one. */
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
  return [["content-length-range", min ?? 0, max ?? MAX_POST_SIZE]];
}

/** A row in which nothing stands yet is none. */
function rowConditions(rows: ConditionRow[]): PostCondition[] {
  return rows.filter(([, first, second]) => first !== "" || second !== "").map(readRow);
}

/** A row as its condition; what cannot be one is left for the check to name. */
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
