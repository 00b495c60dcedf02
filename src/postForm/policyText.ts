import * as vscode from "vscode";
import type { PolicyStatement } from "../core/post/policy/describePolicy.ts";
import { formatSize, formatTime } from "../host/text/format.ts";

const { t } = vscode.l10n;

/** One rule of an upload form, as a sentence. */
export function policyText(statement: PolicyStatement): string {
  switch (statement.code) {
    case "until":
      return t("The form is valid until {0}.", formatTime(new Date(statement.time)));
    case "bucket":
      return t("The bucket must be {0}.", statement.value);
    case "keyIs":
      return t("The key must be {0}.", statement.value);
    case "keyBeginsWith":
      return t("The key must start with {0}.", statement.value);
    case "keyFree":
      return t("Any key is allowed.");
    case "size":
      return sizeText(statement);
    case "sizeFree":
      return t("The file can have any size up to 5 GB.");
    case "fieldIs":
      if (/^success_action_status$/i.test(statement.field))
        return t("After an upload, S3 responds with status {0}.", statement.value);
      if (/^(success_action_)?redirect$/i.test(statement.field))
        return t("After an upload, the browser goes to {0}.", statement.value);
      return statement.value === ""
        ? t("{0} must be empty.", statement.field)
        : t("{0} must be {1}.", statement.field, statement.value);
    case "fieldBeginsWith":
      return t("{0} must start with {1}.", statement.field, statement.value);
    case "fieldFree":
      return t("{0} is required and can have any value.", statement.field);
    case "notUnderstood":
      return t("S3 does not recognize the condition {0}.", statement.condition);
  }
}

function sizeText({ min, max }: { min: number; max: number }): string {
  if (min === 0) return t("The file must be {0} or smaller.", formatSize(max));
  if (min === max) return t("The file must be exactly {0}.", formatSize(max));
  return t("The file must be {0} to {1} in size.", formatSize(min), formatSize(max));
}
