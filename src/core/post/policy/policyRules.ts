import { isS3Error, S3Error } from "../../errors/errors.ts";
import { asText } from "../../text/asText.ts";

/** One condition of a POST policy, in any form that boto3 and S3 accept. */
export type PostCondition =
  | Record<string, string>
  | ["eq" | "starts-with", field: string, value: string]
  | ["content-length-range", min: number, max: number];

/** A condition in normal form, independent of how it was written. */
export type PolicyRule = FieldRule | SizeRule;

export interface FieldRule {
  operator: "eq" | "starts-with";
  /** As written, without `$`. S3 compares field names without regard to case. */
  field: string;
  value: string;
}

/** Bytes, inclusive. */
export interface SizeRule {
  operator: "content-length-range";
  min: number;
  max: number;
}

/** S3 replaces this with the name of the uploaded file, in every field, before it checks the conditions. */
export const FILE_NAME = "${filename}";

/** Amazon S3 API Reference, "POST Policy": each item of a list of content types must start with the prefix. */
const LISTS = "content-type";

/** @throws S3Error invalidCondition, invalidSizeRange if S3 would reject the policy or every upload */
export function readCondition(condition: unknown): PolicyRule {
  const refuse = (reason: "notACondition" | "notOneProperty" | "unknownOperator" | "wrongCount" | "notText") =>
    new S3Error("invalidCondition", { condition: written(condition), reason });
  if (typeof condition !== "object" || condition === null) throw refuse("notACondition");
  if (!Array.isArray(condition)) {
    const [property, ...others] = Object.entries(condition);
    if (!property || others.length > 0) throw refuse("notOneProperty");
    const [field, value] = property;
    if (typeof value !== "string") throw refuse("notText");
    return { operator: "eq", field, value };
  }
  const [name, first, second] = condition as unknown[];
  // S3 accepts operators in any case.
  const operator = asText(name).toLowerCase();
  if (operator !== "eq" && operator !== "starts-with" && operator !== "content-length-range") {
    throw refuse("unknownOperator");
  }
  if (condition.length !== 3) throw refuse("wrongCount");
  if (operator === "content-length-range") return { operator, min: bytes(first), max: bytes(second) };
  if (typeof first !== "string" || typeof second !== "string") throw refuse("notText");
  return { operator, field: fieldOf(first, condition), value: second };
}

/** @returns undefined if S3 would reject the policy or every upload */
export function asRule(condition: unknown): PolicyRule | undefined {
  try {
    return readCondition(condition);
  } catch (error) {
    if (isS3Error(error)) return undefined;
    throw error;
  }
}

function fieldOf(reference: string, condition: unknown[]): string {
  if (reference.startsWith("$")) return reference.slice(1);
  throw new S3Error("invalidCondition", { condition: written(condition), reason: "noDollar" });
}

/** As JSON, with text in quotes. */
export function written(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : asText(value);
}

/** S3 also accepts digits in quotes. */
function bytes(given: unknown): number {
  const isDigits = typeof given === "string" && /^\d+$/.test(given);
  if (isDigits || Number.isSafeInteger(given)) return Number(given);
  throw new S3Error("invalidSizeRange", { given: written(given), reason: "notWhole" });
}

/** Writes a rule in its simplest form. */
export function writeCondition(rule: PolicyRule): PostCondition {
  if (rule.operator === "content-length-range") return [rule.operator, rule.min, rule.max];
  const { operator, field, value } = rule;
  return operator === "eq" ? { [field]: value } : [operator, `$${field}`, value];
}

export function satisfies({ operator, field, value }: FieldRule, actual: string): boolean {
  if (operator === "eq") return actual === value;
  const items = field.toLowerCase() === LISTS ? actual.split(",") : [actual];
  return items.every((item) => item.startsWith(value));
}

/** The fixed text before `${filename}`. */
export function beforeFileName(template: string): string {
  return template.split(FILE_NAME, 1)[0] as string;
}
