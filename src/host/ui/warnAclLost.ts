import * as vscode from "vscode";
import type { App } from "../../app.ts";
import type { OnAclLost } from "../../core/objects/acl.ts";
import { errorText } from "../text/errorText.ts";
import { showWarning } from "./messages.ts";

/** Buckets that the user has already been warned about. */
const warned = new Set<string>();

/**
 * Warns once per bucket that written objects may have lost the permissions of other accounts. The log names each
 * object.
 */
export const warnAclLost =
  (app: App): OnAclLost =>
  ({ bucket, key }, reason) => {
    app.log.info(`ACL not kept: s3://${bucket}/${key}`);
    app.log.error(reason);
    if (warned.has(bucket)) return;
    warned.add(bucket);
    const { cause } = errorText(reason);
    void showWarning(
      vscode.l10n.t(
        "The ACL of {0} in bucket {1} could not be preserved: {2} If others depend on it, set it again with Edit Properties.",
        key,
        bucket,
        cause,
      ),
    );
  };
