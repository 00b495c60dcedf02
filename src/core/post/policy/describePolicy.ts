import { asRule, type FieldRule, type PolicyRule, written } from "./policyRules.ts";

/** One requirement of a policy, to show to the user. Codes are stable. */
export type PolicyStatement =
  | { code: "until"; time: string }
  | { code: "bucket" | "keyIs" | "keyBeginsWith"; value: string }
  | { code: "keyFree" | "sizeFree" }
  | { code: "size"; min: number; max: number }
  | { code: "fieldIs" | "fieldBeginsWith"; field: string; value: string }
  | { code: "fieldFree"; field: string }
  | { code: "notUnderstood"; condition: string };

/** Fields that Signature Version 4 requires. They mean nothing to the user. */
const OF_SIGNER = new Set(["x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-security-token"]);

/** Describes the rules of any policy in their order. Without a size rule, the last statement is `sizeFree`. */
export function describePolicy(policy: object): PolicyStatement[] {
  const { expiration, conditions } = policy as { expiration?: unknown; conditions?: unknown };
  const statements = (Array.isArray(conditions) ? conditions : []).flatMap(describeCondition);
  return [
    describeEnd(expiration),
    ...statements,
    ...(statements.some(({ code }) => code === "size") ? [] : [{ code: "sizeFree" } as const]),
  ];
}

function describeEnd(expiration: unknown): PolicyStatement {
  const isTime = typeof expiration === "string" && !Number.isNaN(Date.parse(expiration));
  return isTime ? { code: "until", time: expiration } : { code: "notUnderstood", condition: written({ expiration }) };
}

function describeCondition(condition: unknown): PolicyStatement[] {
  const rule = asRule(condition);
  return rule ? describeRule(rule) : [{ code: "notUnderstood", condition: written(condition) }];
}

function describeRule(rule: PolicyRule): PolicyStatement[] {
  if (rule.operator === "content-length-range") return [{ code: "size", min: rule.min, max: rule.max }];
  const name = rule.field.toLowerCase();
  if (OF_SIGNER.has(name)) return [];
  if (name === "bucket") return [{ code: "bucket", value: rule.value }];
  return [name === "key" ? describeKey(rule) : describeField(rule)];
}

function describeKey({ operator, value }: FieldRule): PolicyStatement {
  if (operator === "eq") return { code: "keyIs", value };
  return value === "" ? { code: "keyFree" } : { code: "keyBeginsWith", value };
}

function describeField({ operator, field, value }: FieldRule): PolicyStatement {
  if (operator === "eq") return { code: "fieldIs", field, value };
  return value === "" ? { code: "fieldFree", field } : { code: "fieldBeginsWith", field, value };
}
