import { asText } from "../text/asText.ts";
import { isRecord } from "../text/isRecord.ts";
import { matchesWildcards } from "../text/wildcards.ts";

/** A Deny statement of a bucket policy that depends only on the age of a signature and on the time. */
export interface Denial {
  /** ARNs with wildcards, in the partition `aws`. */
  resources: string[];
  /** Milliseconds. Older signatures are denied. */
  age?: number;
  /** Milliseconds since 1970. Denied from then on. */
  from?: number;
  /** Milliseconds since 1970. Denied until then. */
  until?: number;
}

/** Who signs what. */
export interface PolicyQuestion {
  /** Such as `s3:GetObject`. */
  action: string;
  /** Of the signer, if it is known. */
  account: string | undefined;
  /** The value of `s3:authType`. */
  authType: "REST-QUERY-STRING" | "POST";
}

/**
 * The statements of a bucket policy that certainly apply. In doubt, for example because of another condition,
 * `NotAction` or a variable, a statement is left out. IAM User Guide, "IAM JSON policy elements"; Amazon S3 API
 * Reference, "Amazon S3 Signature Version 4 Authentication Specific Policy Keys".
 */
export function policyDenials(policy: string, question: PolicyQuestion): Denial[] {
  return statementsOf(policy).flatMap((statement) => {
    const { Effect, Principal, Action, Resource, Condition } = statement;
    if (Effect !== "Deny" || !isAffected(Principal, question.account)) return [];
    const matches = (pattern: string) =>
      pattern.length <= MAX_PATTERN && matchesWildcards(pattern.toLowerCase(), question.action.toLowerCase());
    if (!textsOf(Action).some(matches)) return [];
    const resources = textsOf(Resource).filter((arn) => arn.length <= MAX_PATTERN && !arn.includes("${"));
    const bounds = boundsOf(Condition, question);
    return bounds && resources.length > 0 ? [{ resources: resources.map(withoutPartition), ...bounds }] : [];
  });
}

/** @param arn of the object, or of the bucket */
export function isDeniedBy({ resources }: Denial, arn: string): boolean {
  return resources.some((pattern) => matchesWildcards(pattern, arn));
}

/** Characters. An ARN of an object has at most 1,024 bytes of key. A policy has at most 20 KB. */
const MAX_PATTERN = 2048;

function statementsOf(policy: string): Record<string, unknown>[] {
  try {
    const document: unknown = JSON.parse(policy);
    return isRecord(document) ? [document.Statement].flat().filter(isRecord) : [];
  } catch {
    return [];
  }
}

/** A value is one text or a list. */
function textsOf(value: unknown): string[] {
  const all = [value].flat();
  return all.every((each) => typeof each === "string") ? all : [];
}

const withoutPartition = (arn: string): string => arn.replace(/^arn:aws[a-z-]*:/, "arn:aws:");

/** Everyone, or the whole account of the signer. Other principals cannot be compared without the signer's ARN. */
function isAffected(principal: unknown, account: string | undefined): boolean {
  const named = principal === "*" ? ["*"] : isRecord(principal) ? textsOf(principal.AWS) : [];
  return named.some((each) => {
    if (each === "*") return true;
    return (
      account !== undefined && (each === account || /^arn:aws[a-z-]*:iam::(\d{12}):root$/.exec(each)?.[1] === account)
    );
  });
}

/** @returns undefined if any condition is another one, or one that does not apply */
function boundsOf(condition: unknown, { authType }: PolicyQuestion): Omit<Denial, "resources"> | undefined {
  if (!isRecord(condition)) return undefined;
  const bounds: Omit<Denial, "resources"> = {};
  for (const [operator, keys] of Object.entries(condition)) {
    if (!isRecord(keys)) return undefined;
    for (const [key, value] of Object.entries(keys)) {
      const values = [value].flat();
      if (values.length === 0) return undefined;
      const name = `${operator.replace(/IfExists$/, "")} ${key.toLowerCase()}`;
      const read = (parse: (value: unknown) => number, pick: (...all: number[]) => number) =>
        pick(...values.map(parse));
      if (/^NumericGreaterThan(?:Equals)? s3:signatureage$/.test(name)) {
        bounds.age = Math.max(bounds.age ?? 0, read(numberOf, Math.min));
      } else if (/^DateGreaterThan(?:Equals)? aws:(?:currenttime|epochtime)$/.test(name)) {
        bounds.from = Math.max(bounds.from ?? -Infinity, read(timeOf, Math.min));
      } else if (/^DateLessThan(?:Equals)? aws:(?:currenttime|epochtime)$/.test(name)) {
        bounds.until = Math.min(bounds.until ?? Infinity, read(timeOf, Math.max));
      } else if (name !== "StringEquals s3:authtype" || !values.includes(authType)) return undefined;
    }
  }
  const all = Object.values(bounds);
  return all.length > 0 && all.every(Number.isFinite) ? bounds : undefined;
}

function numberOf(value: unknown): number {
  return typeof value === "number" || (typeof value === "string" && /^\d+$/.test(value)) ? Number(value) : Number.NaN;
}

/** A date of ISO 8601, or seconds since 1970. Without a zone, a time of day could be read as local. */
const DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;

function timeOf(value: unknown): number {
  const text = asText(value);
  // Four digits may be a year.
  if (/^\d{4}$/.test(text)) return Number.NaN;
  const seconds = numberOf(value);
  return Number.isNaN(seconds) && DATE.test(text) ? Date.parse(text) : seconds * 1000;
}
