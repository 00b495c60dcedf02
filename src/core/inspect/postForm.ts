import { asRule, type PolicyRule } from "../post/policy/policyRules.ts";
import type { Provider } from "../providers/provider.ts";
import { asText } from "../text/asText.ts";
import { REDACTED } from "../text/redact.ts";
import { isSecretName } from "../text/secretNames.ts";
import { type LinkProblem, problem } from "./linkProblems.ts";
import { parseRecord } from "./pastedLink.ts";
import {
  missing,
  parseAmzDate,
  readCredential,
  type SignatureReading,
  signatureProblem,
  signerOf,
  versionProblem,
} from "./signatureReading.ts";

export interface FormPolicy {
  /** ISO 8601. */
  expiration: string;
  conditions: PolicyRule[];
}

export interface FormReading extends SignatureReading {
  policy?: FormPolicy;
  bucket?: string;
  key?: string;
}

const V4_FIELDS = ["policy", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature"];
const V2_FIELDS = ["policy", "AWSAccessKeyId", "signature"];
/** Amazon S3 API Reference, "POST Policy": these need no condition. */
const FREE_FIELD = /^(policy|x-amz-signature|signature|awsaccesskeyid|file|x-ignore-.*)$/;

/**
 * Amazon S3 API Reference, "Browser-Based Uploads Using POST".
 * @param provider that of the form's host, if it is known
 */
export function readForm(fields: Record<string, string>, provider?: Provider): FormReading {
  const lower = new Map(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
  const value = (name: string) => lower.get(name.toLowerCase());
  const isV2 = lower.has("awsaccesskeyid");
  const [date = "", credential] = [value("x-amz-date"), value("x-amz-credential")];
  const { accessKeyId, region, problems } = readCredential(credential, date);
  const [policy, issuedAt] = [readPolicy(value("policy") ?? ""), parseAmzDate(date)];
  const [bucket, key] = [policy && equals(policy, "bucket"), value("key")];
  return {
    kind: "post",
    ...(region && { region }),
    ...signerOf(isV2 ? value("AWSAccessKeyId") : accessKeyId, value("x-amz-security-token")),
    signedHeaders: [],
    ...(issuedAt && { issuedAt }),
    ...(policy && { expiresAt: new Date(policy.expiration), policy }),
    ...(bucket && { bucket }),
    ...(key && { key }),
    problems: [
      ...missing(isV2 ? V2_FIELDS : V4_FIELDS, value),
      ...(isV2 ? versionProblem(provider) : signatureProblem(value("x-amz-signature"))),
      ...(date && !issuedAt ? [problem("dateMalformed", date)] : []),
      ...problems,
      ...policyProblems(value("policy"), policy, [...lower.keys()]),
    ],
  };
}

function readPolicy(base64: string): FormPolicy | undefined {
  const { expiration, conditions } = parseRecord(Buffer.from(base64, "base64").toString());
  const end = typeof expiration === "string" ? new Date(expiration) : undefined;
  if (!end || Number.isNaN(end.getTime()) || !Array.isArray(conditions)) return undefined;
  return { expiration: end.toISOString(), conditions: conditions.flatMap(readLoosely).map(withoutSecret) };
}

/** Reads what can be read of a condition, even if S3 would reject it. */
function readLoosely(condition: unknown): PolicyRule[] {
  if (!Array.isArray(condition)) {
    return Object.entries(condition ?? {}).flatMap(([field, value]) => asRule({ [field]: asText(value ?? "") }) ?? []);
  }
  const [operator, first = "", second = ""] = condition;
  const field = `$${asText(first).replace(/^\$/, "")}`;
  const rule = asRule([operator, first, second]) ?? asRule([operator, field, asText(second)]);
  return rule ? [rule] : [];
}

/** A policy repeats the session token or encryption key of a field, which must stay secret here too. */
function withoutSecret(rule: PolicyRule): PolicyRule {
  return "field" in rule && isSecretName(rule.field) ? { ...rule, value: REDACTED } : rule;
}

function equals({ conditions }: FormPolicy, name: string): string | undefined {
  const found = conditions.find((condition) => condition.operator === "eq" && condition.field === name);
  return found && "value" in found ? found.value : undefined;
}

function policyProblems(base64: string | undefined, policy: FormPolicy | undefined, fields: string[]): LinkProblem[] {
  if (!base64) return [];
  if (!policy) return [problem("policyMalformed")];
  const covered = new Set(
    policy.conditions.flatMap((condition) => ("field" in condition ? condition.field.toLowerCase() : [])),
  );
  const uncovered = fields.filter((name) => !FREE_FIELD.test(name) && !covered.has(name));
  return [
    ...(uncovered.length > 0 ? [problem("fieldsWithoutCondition", uncovered.join(", "))] : []),
    ...(policy.conditions.some(({ operator }) => operator === "content-length-range")
      ? []
      : [problem("noLengthLimit")]),
  ];
}
