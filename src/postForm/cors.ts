import * as vscode from "vscode";
import type { App } from "../app.ts";
import { isUnsupported } from "../core/client/unsupported.ts";
import { isS3Error } from "../core/errors/errors.ts";
import { FORM_UPLOAD_RULE, originsThatPost } from "../core/post/upload/cors.ts";
import { errorMessage } from "../host/text/errorText.ts";
import type { Session } from "./session.ts";

const { t } = vscode.l10n;

/** Shows the bucket's CORS rules and the rule that script uploads from a web page need. Changes nothing. */
export async function showCors(app: App, { state, post }: Session): Promise<void> {
  const wanted = JSON.stringify([FORM_UPLOAD_RULE], undefined, 2);
  try {
    const rules = await (await app.bucket(state)).corsRules();
    const origins = originsThatPost(rules);
    const message =
      origins.length > 0
        ? t("Scripts on pages of {0} can upload.", origins.join(", "))
        : rules.length > 0
          ? t("No CORS rule of the bucket allows scripts to upload. A plain form still works.")
          : t("The bucket has no CORS rules, so scripts can't upload. A plain form still works.");
    post({ type: "cors", message, wanted, ...(rules.length > 0 && { rules: JSON.stringify(rules, undefined, 2) }) });
  } catch (error) {
    if (!isS3Error(error)) throw error;
    const message = isUnsupported(error)
      ? t("This server does not support CORS rules for buckets. A plain form works without them.")
      : errorMessage(error);
    post({ type: "cors", message, wanted });
  }
}
