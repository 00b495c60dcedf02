import * as vscode from "vscode";
import type { App } from "../../app.ts";
import { s3Uri } from "../../core/address/location.ts";
import { isS3Error } from "../../core/errors/errors.ts";
import type { OnLost } from "../../core/objects/acl.ts";
import { errorText } from "../text/errorText.ts";
import { showWarning } from "./messages.ts";

const { t } = vscode.l10n;

/** By what is lost, profile and bucket: what the user has already been warned about. */
const warned = new Set<string>();

/** Warns once per profile and bucket that written objects may have lost the permissions of other accounts. */
export const warnAclLost = (app: App): OnLost =>
  warnLost(app, "ACL", (key, bucket, cause) =>
    t(
      "The ACL of {0} in bucket {1} could not be preserved: {2} If others depend on it, set it again with Edit Properties.",
      key,
      bucket,
      cause,
    ),
  );

/** Warns once per profile and bucket that saved objects have lost annotations. */
export const warnAnnotationsLost = (app: App): OnLost =>
  warnLost(app, "Annotations", (key, bucket, cause) =>
    t("The annotations of {0} in bucket {1} could not be preserved: {2}", key, bucket, cause),
  );

/** The log names each object. */
const warnLost =
  (app: App, what: string, text: (key: string, bucket: string, cause: string) => string): OnLost =>
  ({ bucket, key }, reason) => {
    app.log.info(`${what} not kept: ${s3Uri({ bucket, key })}`);
    app.log.error(reason);
    const id = `${what} ${(reason.details as { profile?: string }).profile} ${bucket}`;
    if (warned.has(id)) return;
    warned.add(id);
    const { cause } = errorText(isS3Error(reason.cause) ? reason.cause : reason);
    void showWarning(text(key, bucket, cause));
  };
