import { accessDenied, S3Failure } from "./failure.ts";
import type { FormField } from "./multipartForm.ts";

/** One condition as written in the policy. */
type Condition =
  | { operator: "eq" | "starts-with"; name: string; value: string; spelling: string }
  | { operator: "content-length-range"; least: string; most: string; spelling: string };

interface PostPolicy {
  expiration: Date;
  conditions: Condition[];
}

/** Bytes of the file, both bounds included. */
export interface SizeRange {
  least: number;
  most: number;
}

const invalid = (message: string) => new S3Failure(400, "InvalidPolicyDocument", `Invalid Policy: ${message}`);
const refused = (message: string) => accessDenied(`Invalid according to Policy: ${message}`);

/** Amazon S3 API Reference, "POST Policy". */
export function readPolicy(base64: string): PostPolicy {
  const policy = parse(Buffer.from(base64, "base64").toString());
  const { expiration, conditions, ...others } = policy as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (other !== undefined) throw invalid(`Unexpected: '${other.toLowerCase()}'`);
  if (expiration === undefined) throw invalid("Policy missing expiration.");
  if (conditions === undefined) throw invalid("Policy missing conditions.");
  if (!Array.isArray(conditions)) throw invalid("Invalid 'conditions' value: must be a List.");
  return { expiration: readExpiration(expiration), conditions: conditions.map(readCondition) };
}

function parse(text: string): unknown {
  try {
    const policy: unknown = JSON.parse(text);
    if (typeof policy === "object" && policy !== null && !Array.isArray(policy)) return policy;
  } catch {
    // Reported below.
  }
  throw invalid("Invalid JSON.");
}

function readExpiration(value: unknown): Date {
  const iso = typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(value);
  const date = new Date(iso ? value : Number.NaN);
  if (Number.isNaN(date.getTime())) throw invalid(`Invalid 'expiration' value: '${value}'`);
  return date;
}

function readCondition(condition: unknown): Condition {
  if (Array.isArray(condition)) return readList(condition);
  if (typeof condition !== "object" || condition === null) {
    throw invalid("Invalid condition test: must be a List or Object.");
  }
  const [entry, ...more] = Object.entries(condition);
  if (!entry || more.length > 0) {
    throw invalid("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.");
  }
  const [name, value] = entry;
  if (value === null) throw invalid("Invalid JSON.");
  if (typeof value !== "string") throw invalid("Invalid Simple-Condition: value must be a string.");
  return readList(["eq", `$${name}`, value]);
}

function readList(items: unknown[]): Condition {
  const [given, first, second] = items;
  if (given === undefined) throw invalid("Invalid Condition: missing operation identifier.");
  const operator = String(given).toLowerCase();
  const spelling = `[${items.map((item) => JSON.stringify(String(item))).join(", ")}]`;
  if (operator !== "eq" && operator !== "starts-with" && operator !== "content-length-range") {
    throw invalid(`Invalid Condition: unknown operation '${given}'.`);
  }
  if (items.length !== 3) throw invalid(`Invalid ${operator}: wrong number of arguments.`);
  if (operator === "content-length-range") {
    if (![first, second].every(isBound)) throw invalid("Invalid JSON.");
    return { operator, least: String(first), most: String(second), spelling };
  }
  if (typeof first !== "string" || typeof second !== "string") throw invalid("Invalid JSON.");
  return { operator, name: first, value: second, spelling };
}

const isBound = (value: unknown): boolean =>
  typeof value === "string" || (Number.isSafeInteger(value) && (value as number) >= 0);

/** Fields that need no condition. */
const FREE = /^(x-amz-signature|file|policy|x-ignore-.*)$/;

/**
 * Rejects a form that its policy does not allow.
 * @param fields with variables replaced, by lowercase name
 * @returns the allowed size of the file
 */
export function checkForm(policy: PostPolicy, fields: Map<string, FormField>, bucket: string, now: Date): SizeRange {
  if (policy.expiration <= now) throw refused("Policy expired.");
  const values = new Map(fields).set("bucket", { name: "bucket", value: bucket });
  const covered = new Set<string>();
  const size = { least: 0, most: Number.POSITIVE_INFINITY };
  for (const condition of policy.conditions) {
    if (condition.operator === "content-length-range") narrow(size, condition);
    else covered.add(hold(condition, values));
  }
  const extra = [...values].filter(([name]) => !covered.has(name) && !FREE.test(name)).map(([, { name }]) => name);
  if (extra.length > 0) throw refused(`Extra input fields: ${extra.join(", ")}`);
  return size;
}

function narrow(size: SizeRange, { least, most, spelling }: Extract<Condition, { least: string }>): void {
  if (!/^\d+$/.test(least) || !/^\d+$/.test(most)) throw conditionFailed(spelling);
  size.least = Math.max(size.least, Number(least));
  size.most = Math.min(size.most, Number(most));
}

const conditionFailed = (spelling: string) => refused(`Policy Condition failed: ${spelling}`);

/** A missing field fails even if any value is allowed. */
function hold(condition: Extract<Condition, { name: string }>, values: Map<string, FormField>): string {
  const { operator, value, spelling } = condition;
  const name = /^\$(.+)$/s.exec(condition.name)?.[1]?.toLowerCase();
  const actual = name === undefined ? undefined : values.get(name)?.value;
  if (name === undefined || actual === undefined) throw conditionFailed(spelling);
  const listed = operator === "starts-with" && name === "content-type" ? actual.split(",") : [actual];
  const holds = operator === "eq" ? actual === value : listed.every((item) => item.startsWith(value));
  if (!holds) throw conditionFailed(spelling);
  return name;
}
