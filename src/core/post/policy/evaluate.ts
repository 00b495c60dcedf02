import { MAX_REQUEST_SIZE } from "../../client/sizeLimits.ts";
import type { SignedPost } from "../../sign/signedRequest.ts";
import { asText } from "../../text/asText.ts";
import { isIgnored } from "./formFields.ts";
import { asRule, FILE_NAME, type FieldRule, type PolicyRule, satisfies } from "./policyRules.ts";

/** An upload as the form will send it. */
export interface PostUpload {
  /** All fields except the file. */
  fields: Record<string, string>;
  /** Defaults to the bucket that the policy is for. */
  bucket?: string;
  fileName: string;
  /** Bytes. */
  size: number;
  /** What the form writes into its Content-Type field when a file is chosen. */
  contentType?: string;
  /** Server time; defaults to local time. */
  now?: Date;
}

export type PostVerdict = { accepted: true } | { accepted: false; failed: PostFailure };

/** The first reason for which S3 would reject the upload. */
export interface PostFailure {
  reason: PostFailureReason;
  /** As written in the policy. */
  condition?: unknown;
  field?: string;
  /** The upload's value, with `${filename}` replaced. */
  actual?: string | number;
}

/** Codes are stable. */
export type PostFailureReason =
  | "noKey"
  | "invalidPolicy"
  | "expired"
  | "extraField"
  | "missingField"
  | "notEqual"
  | "wrongBeginning"
  | "tooSmall"
  | "tooLarge";

/** "POST Policy", "Conditions": all other fields need a condition. */
const NEED_NO_CONDITION = new Set(["policy", "x-amz-signature", "file"]);

interface Reading {
  condition: unknown;
  rule: PolicyRule;
}

/**
 * Predicts whether S3 accepts an upload. The checks run in S3's order: the key, the policy's format, its expiry, fields
 * without a condition, the conditions in order, the size. The signature is not checked.
 */
export function evaluate(policyOrPost: SignedPost | object, upload: PostUpload): PostVerdict {
  const policy = "policy" in policyOrPost ? policyOrPost.policy : policyOrPost;
  const failed = firstFailure(policy as { expiration?: unknown; conditions?: unknown }, upload);
  return failed ? { accepted: false, failed } : { accepted: true };
}

function firstFailure(
  { expiration, conditions }: { expiration?: unknown; conditions?: unknown },
  upload: PostUpload,
): PostFailure | undefined {
  const form = sentFields(upload);
  if (!form.get("key")) return { reason: "noKey", field: "key" };
  const end = readTime(expiration);
  if (!end || !Array.isArray(conditions)) return { reason: "invalidPolicy" };
  const readings = conditions.map(read);
  const unread = readings.findIndex((reading) => !reading);
  if (unread >= 0) return { reason: "invalidPolicy", condition: conditions[unread] };
  const all = readings.filter((reading) => reading !== undefined);
  if (end <= (upload.now ?? new Date())) return { reason: "expired", actual: asText(expiration) };
  return extraField(all, form) ?? failedField(all, form) ?? failedSize(all, upload.size);
}

/** "POST Policy", "Expiration": ISO 8601 in UTC. S3 rejects an offset. */
function readTime(expiration: unknown): Date | undefined {
  const isTime = typeof expiration === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(expiration);
  const time = new Date(isTime ? expiration : Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** Keyed by lowercase name. Like S3, replaces every variable before anything is compared. */
function sentFields({ fields, bucket, contentType, fileName }: PostUpload): Map<string, string> {
  const form = { ...(contentType !== undefined && { "content-type": contentType }), ...(bucket && { bucket }) };
  const names = Object.entries(fields).map(([field, value]) => [field.toLowerCase(), value] as const);
  // If a browser sends a path instead of a name, S3 drops the folders.
  const baseName = fileName.replace(/^.*[/\\]/s, "");
  return new Map(
    Object.entries({ ...Object.fromEntries(names), ...form }).map(([field, value]) => [
      field,
      value.replaceAll(FILE_NAME, () => baseName),
    ]),
  );
}

function read(condition: unknown): Reading | undefined {
  const rule = asRule(condition);
  return rule && { condition, rule };
}

function extraField(all: Reading[], form: Map<string, string>): PostFailure | undefined {
  const covered = new Set(all.map(({ rule }) => nameIn(rule)));
  for (const field of [...form.keys(), "bucket"]) {
    if (covered.has(field) || NEED_NO_CONDITION.has(field) || isIgnored(field)) continue;
    return { reason: "extraField", field, ...actual(form, field) };
  }
  return undefined;
}

function failedField(all: Reading[], form: Map<string, string>): PostFailure | undefined {
  for (const { condition, rule } of all) {
    if (rule.operator === "content-length-range") continue;
    const field = rule.field.toLowerCase();
    const value = form.get(field) ?? (field === "bucket" ? rule.value : undefined);
    if (value !== undefined && satisfies(rule, value)) continue;
    return { reason: reasonFor(rule, value), condition, field: rule.field, ...actual(form, field) };
  }
  return undefined;
}

/** An absent field fails even where any value would do. This was observed on S3; Ceph treats the field as empty. */
function reasonFor({ operator }: FieldRule, value: string | undefined): PostFailureReason {
  if (value === undefined) return "missingField";
  return operator === "eq" ? "notEqual" : "wrongBeginning";
}

function failedSize(all: Reading[], size: number): PostFailure | undefined {
  for (const { condition, rule } of all) {
    if (rule.operator !== "content-length-range") continue;
    if (size < rule.min) return { reason: "tooSmall", condition, actual: size };
    if (size > rule.max) return { reason: "tooLarge", condition, actual: size };
  }
  return size > MAX_REQUEST_SIZE ? { reason: "tooLarge", actual: size } : undefined;
}

const nameIn = (rule: PolicyRule) => (rule.operator === "content-length-range" ? "" : rule.field.toLowerCase());

function actual(form: Map<string, string>, field: string): { actual?: string } {
  const value = form.get(field);
  return value === undefined ? {} : { actual: value };
}
