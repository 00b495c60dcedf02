import * as vscode from "vscode";
import type { App } from "../../app.ts";
import { s3Uri } from "../../core/address/location.ts";
import type { ConfirmUnverified } from "../../core/objects/copyObject.ts";
import { showWarning } from "./messages.ts";

/** Buckets that the user has already been warned about. */
const warned = new Set<string>();

/**
 * Warns once per bucket that the ETag of an object does not confirm its content, on a server whose ETags may not be MD5
 * digests, and goes on. The log names each object.
 */
export const warnUnverified =
  (app: App): ConfirmUnverified =>
  async ({ bucket, key }) => {
    app.log.info(`Not verified: ${s3Uri({ bucket, key })}`);
    if (!warned.has(bucket)) {
      const sentences = [
        vscode.l10n.t("{0} in bucket {1} could not be verified.", key, bucket),
        vscode.l10n.t("Its ETag is not the expected one, and the server returned no checksum."),
        vscode.l10n.t("Outside Amazon S3, an ETag is not always an MD5 digest, so the data might still be correct."),
      ];
      void showWarning(sentences.join(" "));
    }
    warned.add(bucket);
    return true;
  };
