import * as vscode from "vscode";
import type { FormFaultDetails } from "../../core/errors/formFaults.ts";
import type { ErrorText } from "./errorSentence.ts";
import { exactSize } from "./format.ts";

const { t } = vscode.l10n;

/** Messages for a form upload that S3 rejected. */
export const formFaultTexts: {
  [C in keyof FormFaultDetails]: (details: FormFaultDetails[C]) => ErrorText;
} = {
  formExpired: () => ({ cause: t("The form has expired."), next: t("Sign a new form.") }),
  formCondition: ({ condition }) => ({
    cause: t("S3 rejected the upload because it violates the rule {0}.", condition),
    next: t("Change the rule and sign a new form, or upload a file that meets the rule."),
  }),
  formField: ({ field }) => ({
    cause: t("S3 rejected the upload because no rule allows the field {0}.", field),
    next: t("Remove the field, or sign a new form that includes it."),
  }),
  formTooLarge: ({ size, limit }) => ({
    cause:
      limit === undefined
        ? t("The file is too large for this form ({0}).", exactSize(size))
        : t(
            "The file is too large for this form. The file is {0}; the limit is {1}.",
            exactSize(size),
            exactSize(limit),
          ),
    next: t("Choose a smaller file, or sign a new form with a higher limit."),
  }),
  formTooSmall: ({ size, limit }) => ({
    cause:
      limit === undefined
        ? t("The file is too small for this form ({0}).", exactSize(size))
        : t(
            "The file is too small for this form. The file is {0}; the minimum is {1}.",
            exactSize(size),
            exactSize(limit),
          ),
    next: t("Choose a larger file, or sign a new form with a lower minimum."),
  }),
  formChanged: () => ({
    cause: t("The signature does not match the form."),
    next: t("The form was changed after it was signed, or the profile's secret access key is wrong. Sign a new form."),
  }),
  formTokenEnded: () => ({
    cause: t("The temporary credentials that signed the form have expired."),
    next: t("Get new credentials, or use a profile with long-term keys, and sign a new form."),
  }),
  formNoAcls: ({ bucket }) => ({
    cause: t("ACLs are disabled for bucket {0}, which has been the default since 2023.", bucket),
    next: t("Remove the ACL, then sign a new form."),
  }),
  formDenied: ({ serverMessage }) => ({
    cause: t("S3 denied the upload: {0}", serverMessage || "AccessDenied"),
    next: t("The signer may lack the s3:PutObject permission for this key (and kms:GenerateDataKey for SSE-KMS)."),
  }),
  formFileChanged: ({ name }) => ({
    cause: t("{0} became shorter during the upload.", name),
    next: t("Upload it again when no other program writes to it."),
  }),
  formFileUnreadable: ({ name, reason }) => ({
    cause: t("{0} cannot be read: {1}", name, reason),
    next: t("Choose another file."),
  }),
};
