import { readBucket } from "../../address/bucketName.ts";
import { checkKey } from "../../address/location.ts";
import { MAX_REQUEST_SIZE } from "../../client/sizeLimits.ts";
import { type Expectation, S3Error } from "../../errors/errors.ts";
import { nearest } from "../../operations/nearest.ts";
import { expiryLimit, providerAt } from "../../providers/providers.ts";
import { checkExpiry, DEFAULT_EXPIRY } from "../../sign/expiry.ts";
import type { Rejection } from "../../sign/missingChecksum.ts";
import type { WarningCode } from "../../sign/signedRequest.ts";
import { checkCharacters, checkFieldName, checkFieldValue, isIgnored } from "./formFields.ts";
import {
  beforeFileName,
  FILE_NAME,
  type FieldRule,
  type PolicyRule,
  type PostCondition,
  readCondition,
  type SizeRule,
  satisfies,
  writeCondition,
} from "./policyRules.ts";
import { formRejection, policyWarnings } from "./policyWarnings.ts";

/** What a form should allow. Accepts the fields and conditions of boto3's generate_presigned_post unchanged. */
export interface PostRequest {
  bucket: string;
  /** May contain `${filename}`, which S3 replaces with the name of the uploaded file. */
  key: string;
  fields?: Record<string, string>;
  conditions?: PostCondition[];
  /** Seconds, from 1 to the limit of the server, which is 604800 on most; defaults to 3600. */
  expiresIn?: number;
}

/** A form that has been checked completely and has a condition for every field. */
export interface CheckedPost {
  bucket: string;
  key: string;
  /** The form's fields without the key and the signature, in the order given. */
  fields: Record<string, string>;
  /** The fields whose value the policy fixes. */
  fixed: Record<string, string>;
  /** All conditions except those that follow from the form: on the bucket, the key and the fixed fields. */
  conditions: PostCondition[];
  expiresIn: number;
  warnings: WarningCode[];
  /** When S3 rejects uploads because the form does not allow a checksum. */
  withoutChecksum: Rejection;
}

const OPERATION = "PostObject";
const PARAMETERS = ["bucket", "key", "fields", "conditions", "expiresIn"];
/**
 * "POST Policy", "Conditions": S3 accepts starts-with for all other fields, though not for all by its documentation.
 */
const EXACT_ONLY = new Set(["bucket", "success_action_status"]);

/**
 * Checks a form. Neither the SDK nor boto3 does, so a mistake would produce a form that S3 rejects or that allows too
 * much.
 * @param endpoint the server, if it is not AWS
 * @throws S3Error unknownParameter, missingParameter, invalidParameter, invalidBucket, unsupportedArn, emptyKey, keyTooLong,
 * invalidExpiry, invalidCondition, invalidSizeRange, unknownField, reservedField, invalidField, fieldConflict
 */
export function checkPostRequest(request: PostRequest, endpoint?: string): CheckedPost {
  checkParameters(request);
  const { bucket, key, expiresIn } = request;
  // S3 documents no host for POST to an access point or a directory bucket.
  const { kind } = readBucket(bucket, endpoint);
  if (kind === "directory") throw new S3Error("invalidBucket", { bucket });
  if (kind !== "bucket") throw new S3Error("unsupportedArn", { arn: bucket, reason: "postForm" });
  checkKey(key.replaceAll(FILE_NAME, "f"));
  const fields = checkFields(request.fields ?? {}, { bucket, key });
  const given = (request.conditions ?? []).map((condition) => checkRule(readCondition(condition)));
  checkSizes(given);
  const asked = given.filter(isFieldRule).map((rule) => mendFileName(rule, { bucket, key, ...fields }));
  const implied = impliedRules({ bucket, key, fields, asked });
  const further = asked.filter((rule, i) => ![...implied, ...asked.slice(0, i)].some((other) => isSame(rule, other)));
  checkConflicts({ ...fields, key }, further, implied);
  // The SDK adds the conditions on the bucket, the key and the fixed fields.
  const prefixes = implied.filter(({ operator, field }) => operator === "starts-with" && field !== "key");
  const conditions = [...further, ...given.filter(isSizeRule), ...prefixes];
  const isFixed = ([field]: [string, string]) => implied.some((rule) => rule.operator === "eq" && rule.field === field);
  const rules = [...conditions, ...implied];
  return {
    bucket,
    key,
    fields,
    fixed: Object.fromEntries(Object.entries(fields).filter(isFixed)),
    conditions: conditions.map(writeCondition),
    expiresIn: checkExpiry(expiresIn ?? DEFAULT_EXPIRY, expiryLimit(providerAt(endpoint))),
    warnings: policyWarnings(rules, { ...fields, key, bucket }),
    withoutChecksum: formRejection(rules),
  };
}

function checkParameters(request: PostRequest): void {
  const refuse = (parameter: string, expected: Expectation) =>
    new S3Error("invalidParameter", { operation: OPERATION, parameter, expected });
  for (const parameter of Object.keys(request)) {
    if (PARAMETERS.includes(parameter)) continue;
    const alike = nearest(parameter, PARAMETERS);
    throw new S3Error("unknownParameter", { operation: OPERATION, parameter, known: PARAMETERS, nearest: alike });
  }
  for (const parameter of ["bucket", "key"] as const) {
    const value: unknown = request[parameter];
    if (value === undefined) throw new S3Error("missingParameter", { operation: OPERATION, parameter });
    if (typeof value !== "string") throw refuse(parameter, "text");
  }
  const { fields, conditions }: { fields?: unknown; conditions?: unknown } = request;
  if (typeof (fields ?? {}) !== "object" || Array.isArray(fields)) throw refuse("fields", "structure");
  if (!Array.isArray(conditions ?? [])) throw refuse("conditions", "list");
}

/**
 * The key and the bucket have parameters of their own. Fields that repeat them must agree with them and are dropped.
 */
function checkFields(given: Record<string, string>, own: Record<string, string>): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [field, value] of Object.entries(given)) {
    const name = field.toLowerCase();
    checkFieldName(field);
    checkFieldValue(field, value);
    const isTwice = Object.keys(fields).some((other) => other.toLowerCase() === name);
    if (isTwice) throw new S3Error("invalidField", { field, reason: "twice" });
    const expected = own[name];
    if (expected === undefined) fields[field] = value;
    else if (expected !== value) throw conflict({ operator: "eq", field: name, value: expected }, value);
  }
  return fields;
}

function checkRule(rule: PolicyRule): PolicyRule {
  if (rule.operator === "content-length-range") return rule;
  const { operator, field, value } = rule;
  checkFieldName(field);
  if (operator === "eq") {
    checkFieldValue(field, value);
    return rule;
  }
  checkCharacters(field, value);
  if (!EXACT_ONLY.has(field.toLowerCase())) return rule;
  throw new S3Error("invalidCondition", { condition: JSON.stringify(writeCondition(rule)), reason: "exactOnly" });
}

function checkSizes(rules: PolicyRule[]): void {
  const [size, ...others] = rules.filter(isSizeRule);
  if (!size) return;
  const given = `${size.min}, ${size.max}`;
  const refuse = (reason: "negative" | "reversed" | "tooLarge" | "twice") =>
    new S3Error("invalidSizeRange", { given, reason });
  if (others.length > 0) throw refuse("twice");
  if (size.min < 0 || size.max < 0) throw refuse("negative");
  if (size.min > size.max) throw refuse("reversed");
  if (size.max > MAX_REQUEST_SIZE) throw refuse("tooLarge");
}

/**
 * S3 replaces `${filename}` before it compares, so an exact condition on such a field would fail for every file. Only
 * the text before it can be required.
 */
function mendFileName(rule: FieldRule, form: Record<string, string>): FieldRule {
  if (!rule.value.includes(FILE_NAME)) return rule;
  if (valueIn(form, rule.field) === rule.value) {
    return { ...rule, operator: "starts-with", value: beforeFileName(rule.value) };
  }
  throw new S3Error("invalidCondition", { condition: JSON.stringify(writeCondition(rule)), reason: "fileName" });
}

/** The conditions that follow from the form: one for each field with a fixed value or with `${filename}`. */
function impliedRules(form: Pick<CheckedPost, "bucket" | "key" | "fields"> & { asked: FieldRule[] }): FieldRule[] {
  const { bucket, key, fields, asked } = form;
  const ruleFor = ([field, value]: [string, string]): FieldRule =>
    value.includes(FILE_NAME)
      ? { operator: "starts-with", field, value: beforeFileName(value) }
      : { operator: "eq", field, value };
  const isPrefilled = (field: string) => {
    const rules = asked.filter((rule) => isSameName(rule.field, field));
    return rules.length > 0 && rules.every(({ operator }) => operator === "starts-with");
  };
  const inForm = Object.entries(fields).filter(
    ([field, value]) => !isIgnored(field) && (value.includes(FILE_NAME) || !isPrefilled(field)),
  );
  return [ruleFor(["bucket", bucket]), ruleFor(["key", key]), ...inForm.map(ruleFor)];
}

/** Rejects rules on one field that no value can satisfy together, or that the form's own value violates. */
function checkConflicts(form: Record<string, string>, further: FieldRule[], implied: FieldRule[]): void {
  const onKey = further.filter(({ field }) => isSameName(field, "key"));
  if (onKey[1]) {
    const condition = JSON.stringify(writeCondition(onKey[1]));
    throw new S3Error("invalidCondition", { condition, reason: "keyTwice" });
  }
  for (const [i, rule] of further.entries()) {
    for (const other of [...further.slice(0, i), ...implied]) {
      if (isSameName(rule.field, other.field) && contradict(rule, other)) throw conflict(rule, other.value);
    }
    const value = valueIn(form, rule.field);
    // An empty value is left for the uploader to fill in.
    if (value && !value.includes(FILE_NAME) && !satisfies(rule, value)) throw conflict(rule, value);
  }
}

function contradict(a: FieldRule, b: FieldRule): boolean {
  if (a.operator === "eq") return !satisfies(b, a.value);
  return b.operator === "eq" ? !satisfies(a, b.value) : !a.value.startsWith(b.value) && !b.value.startsWith(a.value);
}

function conflict(rule: FieldRule, value: string): S3Error {
  return new S3Error("fieldConflict", { field: rule.field, value, condition: JSON.stringify(writeCondition(rule)) });
}

const isFieldRule = (rule: PolicyRule): rule is FieldRule => rule.operator !== "content-length-range";
const isSizeRule = (rule: PolicyRule): rule is SizeRule => rule.operator === "content-length-range";
const isSameName = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
const isSame = (a: FieldRule, b: FieldRule) =>
  a.operator === b.operator && a.value === b.value && isSameName(a.field, b.field);

function valueIn(form: Record<string, string>, field: string): string | undefined {
  return Object.entries(form).find(([name]) => isSameName(name, field))?.[1];
}
