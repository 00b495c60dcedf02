import * as vscode from "vscode";
import type { App } from "../app.ts";
import { hasRename } from "../core/address/bucketName.ts";
import { s3Uri } from "../core/address/location.ts";
import { renamed, splitName } from "../core/objects/names.ts";
import { requireNode } from "../host/nodes/givenNodes.ts";
import { isPageKey } from "../host/settings.ts";
import { formatSize, objectCount } from "../host/text/format.ts";
import { signerName } from "../host/text/signerName.ts";
import { confirm } from "../host/ui/confirm.ts";
import { ask } from "../host/ui/prompts.ts";
import { countObjects } from "./countObjects.ts";
import { runRelocation } from "./runRelocation.ts";

/**
 * S3 can rename only an object in a directory bucket. Elsewhere, the object or the objects of a folder are copied, the copies
 * are verified, and the originals are deleted.
 */
export async function rename(app: App, args: unknown[]): Promise<void> {
  const { at } = requireNode(app, args, ["object", "folder"]);
  const { bucket } = at;
  const from = at.key ?? at.prefix ?? "";
  const title = vscode.l10n.t("Rename {0}", s3Uri(at));
  const value = splitName(from).name.replace(/(?<=.)\/$/, "");
  const stem = /^(.+)\.[^.]+$/.exec(value)?.[1] ?? value;
  const to = await ask(
    { title, prompt: vscode.l10n.t("Enter a new name"), value, valueSelection: [0, stem.length] },
    (text) => renamed(from, text),
    (target) => `s3://${bucket}/${target}`,
  );
  const source = await app.bucket(at);
  const touched = [at, at.key === undefined ? { ...at, prefix: to } : { ...at, key: to }];
  if (at.key !== undefined) {
    const relocations = () => [{ from: { bucket, key: from }, to: { bucket, key: to } }];
    return runRelocation(app, { source, move: true, total: 1, relocations, touched, renamed: to });
  }
  const { objects, bytes } = await countObjects(app, [at], { leaveOut: isPageKey });
  await confirm(
    vscode.l10n.t("Rename the folder {0}, which contains {1} ({2})?", from, objectCount(objects), formatSize(bytes)),
    [
      `${s3Uri(at)} → s3://${bucket}/${to}`,
      vscode.l10n.t("Profile: {0}", await signerName(app, source.connection)),
      hasRename(bucket)
        ? vscode.l10n.t("S3 renames each object in one step.")
        : vscode.l10n.t("Each object is copied and verified before the original is deleted."),
    ].join("\n"),
    vscode.l10n.t("Rename"),
  );
  const relocations = (signal: AbortSignal) =>
    source.folderRelocations(from, { bucket, prefix: to }, signal, isPageKey);
  return runRelocation(app, { source, move: true, total: objects, relocations, touched, renamed: to });
}
