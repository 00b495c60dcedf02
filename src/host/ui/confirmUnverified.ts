import * as vscode from "vscode";
import type { App } from "../../app.ts";
import { s3Uri } from "../../core/address/location.ts";
import { isCancellation } from "../../core/errors/errors.ts";
import type { ConfirmUnverified } from "../../core/objects/copyObject.ts";
import { confirm } from "./confirm.ts";

/** Buckets for which the user continues without verification, until the window is reloaded. */
const trusted = new Set<string>();

/**
 * Asks whether to trust an object whose ETag is not the one expected, on a server whose ETags may not be MD5 digests.
 * The answer applies to all objects of one copy or move. The log names each object.
 */
export function confirmUnverified(app: App): ConfirmUnverified {
  let asked: Promise<boolean> | undefined;
  return async ({ bucket, key }) => {
    app.log.info(`Not verified: ${s3Uri({ bucket, key })}`);
    if (trusted.has(bucket)) return true;
    asked ??= ask(key);
    const isTrusted = await asked;
    if (isTrusted) trusted.add(bucket);
    return isTrusted;
  };
}

async function ask(key: string): Promise<boolean> {
  const detail = [
    vscode.l10n.t("Its ETag is not the expected one, and the server returned no checksum."),
    vscode.l10n.t("Outside Amazon S3, an ETag is not always an MD5 digest, so the data might still be correct."),
    vscode.l10n.t("If you continue, you won't be asked again for this bucket until the window is reloaded."),
  ].join("\n");
  try {
    await confirm(vscode.l10n.t("Continue without verifying {0}?", key), detail, vscode.l10n.t("Continue"));
    return true;
  } catch (error) {
    if (!isCancellation(error)) throw error;
    return false;
  }
}
