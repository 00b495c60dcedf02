import * as vscode from "vscode";
import type { FormFaultDetails } from "../../core/errors/formFaults.ts";
import type { ErrorText } from "./errorSentence.ts";
import { exactSize } from "./format.ts";

const { t } = vscode.l10n;

/** The sentences of an upload by a form that S3 refused. */
export const formFaultTexts: {
  [C in keyof FormFaultDetails]: (details: FormFaultDetails[C]) => ErrorText;
} = {
  formExpired: () => ({ cause: t("The form has expired."), next: t("Sign a new one.") }),
  formCondition: ({ condition }) => ({
    cause: t("S3 refused the upload, as it breaks the rule {0}.", condition),
    next: t("Change the rule and sign a new form, or upload what obeys it."),
  }),
  formField: ({ field }) => ({
    cause: t("S3 refused the upload, as no rule allows its field {0}.", field),
    next: t("Leave the field out, or sign a new form that has it."),
  }),
  formTooLarge: ({ size, limit }) => ({
    cause:
      limit === undefined
        ? t("The file is too large for this form: it has {0}.", exactSize(size))
        : t("The file is too large for this form: it has {0}, and {1} is the most.", exactSize(size), exactSize(limit)),
    next: t("Choose a smaller file, or sign a new form with a higher limit."),
  }),
  formTooSmall: ({ size, limit }) => ({
    cause:
      limit === undefined
        ? t("The file is too small for this form: it has {0}.", exactSize(size))
        : t(
            "The file is too small for this form: it has {0}, and {1} is the least.",
            exactSize(size),
            exactSize(limit),
          ),
    next: t("Choose a larger file, or sign a new form with a lower limit."),
  }),
  formChanged: () => ({
    cause: t("The signature does not fit the form."),
    next: t("The form was changed since it was signed, or the profile's secret key is wrong. Sign a new one."),
  }),
  formTokenEnded: () => ({
    cause: t("The temporary credentials that signed the form have ended."),
    next: t("Get new credentials, or use a profile with long-term keys, and sign a new form."),
  }),
  formNoAcls: ({ bucket }) => ({
    cause: t("Bucket {0} takes no ACLs, as is usual since 2023.", bucket),
    next: t("Leave the ACL out, and sign a new form."),
  }),
  formDenied: ({ serverMessage }) => ({
    cause: t("S3 denies the upload: {0}", serverMessage || "AccessDenied"),
    next: t("The signer may lack the permission s3:PutObject here (and kms:GenerateDataKey for SSE-KMS)."),
  }),
  formFileChanged: ({ name }) => ({
    cause: t("{0} became shorter while it was sent.", name),
    next: t("Upload it again once nothing writes to it."),
  }),
  formFileUnreadable: ({ name, reason }) => ({
    cause: t("{0} cannot be read: {1}", name, reason),
    next: t("Choose another file."),
  }),
};
