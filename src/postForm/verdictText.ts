import * as vscode from "vscode";
import { MAX_REQUEST_SIZE } from "../core/client/sizeLimits.ts";
import type { PostFailure } from "../core/post/policy/evaluate.ts";
import { type FieldRule, type PolicyRule, readCondition } from "../core/post/policy/policyRules.ts";
import { exactSize, formatTime } from "../host/text/format.ts";

const { t } = vscode.l10n;

/** Why S3 would reject an upload, as a sentence. */
export function verdictText({ reason, condition, field = "", actual = "" }: PostFailure): string {
  switch (reason) {
    case "noKey":
      return t("The key is missing.");
    case "invalidPolicy":
      return t("S3 can't read the policy.");
    case "expired":
      return t("The form expired on {0}.", formatTime(new Date(actual)));
    case "extraField":
      return t("No rule allows the field {0}.", field);
    case "missingField":
      return t("The field {0} is missing.", field);
    case "notEqual":
      return t("{0} must be {1}, but is “{2}”.", field, ruleOf(condition).value, actual);
    case "wrongBeginning":
      return t("{0} must start with {1}, but is “{2}”.", field, ruleOf(condition).value, actual);
    case "tooSmall":
      return t("The file is {0}; the minimum is {1}.", exactSize(Number(actual)), exactSize(sizeOf(condition).min));
    case "tooLarge":
      return t("The file is {0}; the limit is {1}.", exactSize(Number(actual)), exactSize(sizeOf(condition).max));
  }
}

const ruleOf = (condition: unknown) => readCondition(condition) as FieldRule;

/** A form without a size rule accepts what S3 accepts. */
function sizeOf(condition: unknown): Extract<PolicyRule, { min: number }> {
  return condition === undefined
    ? { operator: "content-length-range", min: 0, max: MAX_REQUEST_SIZE }
    : (readCondition(condition) as Extract<PolicyRule, { min: number }>);
}
