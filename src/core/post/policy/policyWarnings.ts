import type { Rejection } from "../../sign/missingChecksum.ts";
import type { WarningCode } from "../../sign/signedRequest.ts";
import { type FieldRule, type PolicyRule, satisfies } from "./policyRules.ts";

/** Amazon S3 User Guide, "Canned ACL": the ACLs that give read access beyond the account. */
const PUBLIC_ACLS = ["public-read", "public-read-write", "authenticated-read"];

/** Finds what a policy allows that its author may not intend. */
export function policyWarnings(rules: PolicyRule[], form: Record<string, string>): WarningCode[] {
  const names = new Map(Object.entries(form).map(([field, value]) => [field.toLowerCase(), value]));
  const on = (name: string) => fieldRules(rules).filter(({ field }) => field.toLowerCase() === name);
  const acl = on("acl");
  const isUnfilled = (rule: FieldRule) => !satisfies(rule, names.get(rule.field.toLowerCase()) ?? "");
  const codes = [
    !rules.some(({ operator }) => operator === "content-length-range") && "noSizeLimit",
    on("key").every(({ operator, value }) => operator === "starts-with" && value === "") && "anyKey",
    on("key").some(({ operator }) => operator === "eq") && "fixedKey",
    on("key").some(({ operator, value }) => operator === "starts-with" && value !== "") && "prefixOverwritten",
    acl.length > 0 && PUBLIC_ACLS.some((value) => acl.every((rule) => satisfies(rule, value))) && "publicAcl",
    // Source: boto/boto3#4514, which the maintainers of boto3 reproduced.
    fieldRules(rules).some(({ value }) => value.includes("$$")) && "doubleDollar",
    fieldRules(rules).some((rule) => !names.has(rule.field.toLowerCase()) || isUnfilled(rule)) && "fieldLeftToUploader",
  ] as const;
  return codes.filter((code) => code !== false);
}

/** When S3 rejects uploads because the form does not allow a checksum. */
export function formRejection(rules: PolicyRule[]): Rejection {
  const names = fieldRules(rules).map(({ field }) => field.toLowerCase());
  if (names.some((name) => name === "content-md5" || /^x-amz-checksum-(crc|sha)/.test(name))) return "never";
  return names.some((name) => name.startsWith("x-amz-object-lock-")) ? "always" : "ifLockedByDefault";
}

function fieldRules(rules: PolicyRule[]): FieldRule[] {
  return rules.filter((rule) => rule.operator !== "content-length-range");
}
