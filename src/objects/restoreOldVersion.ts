import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName, s3Uri } from "../core/address/location.ts";
import { requireNode } from "../host/nodes/givenNodes.ts";
import { signerName } from "../host/text/signerName.ts";
import { askVersioning, makeCurrentText } from "../host/text/versioning.ts";
import { confirm } from "../host/ui/confirm.ts";
import { confirmLoss } from "../host/ui/confirmLoss.ts";
import { withProgress } from "../host/ui/progress.ts";
import { warnAclLost } from "../host/ui/warnLost.ts";
import { warnUnverified } from "../host/ui/warnUnverified.ts";

/** Copies the old version over the current one. */
export async function restoreOldVersion(app: App, args: unknown[]): Promise<void> {
  const { at } = requireNode(app, args, ["version"]);
  const bucket = await app.bucket(at);
  const { key, versionId = "" } = at;
  const title = vscode.l10n.t("Restore {0}", baseName(key));
  const versioning = await withProgress(title, ({ signal }) => askVersioning(bucket, signal));
  await confirm(
    vscode.l10n.t("Make this version of {0} the current version?", s3Uri(at)),
    [
      vscode.l10n.t("Version: {0}", versionId),
      makeCurrentText(versioning),
      vscode.l10n.t("Profile: {0}", await signerName(app, bucket.connection)),
    ].join("\n"),
    vscode.l10n.t("Restore"),
  );
  const options = {
    confirmLoss: confirmLoss(app),
    onAclLost: warnAclLost(app),
    confirmUnverified: warnUnverified(app),
  };
  await withProgress(title, ({ signal }) => bucket.restoreVersion({ key, versionId }, { ...options, signal }));
  await vscode.commands.executeCommand(commands.refresh, at);
}
