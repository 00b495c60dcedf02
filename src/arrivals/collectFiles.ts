import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { s3Uri } from "../core/address/location.ts";
import type { Bucket } from "../core/bucket.ts";
import type { CollectResult } from "../core/share/collect.ts";
import type { KeptShare } from "../core/share/shareRecord.ts";
import { visibleText } from "../core/text/visibleText.ts";
import { errorText } from "../host/text/errorText.ts";
import { fileCount } from "../host/text/format.ts";
import { signerName } from "../host/text/signerName.ts";
import { confirm, listNames } from "../host/ui/confirm.ts";
import { confirmLoss } from "../host/ui/confirmLoss.ts";
import { confirmUnverified } from "../host/ui/confirmUnverified.ts";
import { showInformation, showWarning } from "../host/ui/messages.ts";
import { partsLeftBy } from "../host/ui/partsLeft.ts";
import { withProgress } from "../host/ui/progress.ts";
import { reportFailures } from "../host/ui/reportFailures.ts";
import { warnAclLost } from "../host/ui/warnLost.ts";
import { placeOf, requestGiven } from "./requestGiven.ts";

const { t } = vscode.l10n;

/** Gives the files in the slots of a request their names in its folder. */
export async function collectFiles(app: App, args: unknown[]): Promise<void> {
  const share = await requestGiven(app, args, t("Collect Files"));
  const bucket = await app.bucket(share);
  const list = () => withProgress(t("Looking for new files"), ({ signal }) => app.arrivals.list(app, share, signal));
  const waiting = (await list()).files.filter(({ inSlot }) => inSlot);
  if (waiting.length === 0) {
    return void showInformation(t("There are no files to collect for “{0}”.", visibleText(share.title)));
  }
  const names = waiting.map(({ name }) => visibleText(name));
  await confirmCollect(app, bucket, share, names);
  const result = await run(app, bucket, share, waiting.length);
  await list();
  await vscode.commands.executeCommand(commands.refresh, placeOf(share));
  report(app, share, result);
}

async function confirmCollect(app: App, { connection }: Bucket, share: KeptShare, names: string[]): Promise<void> {
  const detail = [
    listNames(names),
    t(
      "Each file is copied to the folder with the name that its sender chose. After the copy is verified, the original is permanently deleted.",
    ),
    t("Profile: {0}", await signerName(app, connection)),
  ].join("\n");
  await confirm(t("Collect {0} in {1}?", fileCount(names.length), s3Uri(placeOf(share))), detail, t("Collect"));
}

function run(app: App, bucket: Bucket, share: KeptShare, count: number): Promise<CollectResult> {
  const { collect } = app.aws();
  const steps = Math.max(share.slots?.length ?? 0, 1);
  return withProgress(t("Collecting {0}", fileCount(count)), ({ signal, step }) =>
    collect(bucket, share, {
      signal,
      confirmLoss: confirmLoss(app),
      confirmUnverified: confirmUnverified(app),
      onAclLost: warnAclLost(app),
      onStep: () => step(steps),
    }),
  );
}

function report(app: App, share: KeptShare, { collected, unnamed, failed, older }: CollectResult): void {
  const sentences = [
    t("Collected {0} in {1}.", fileCount(collected.length), s3Uri(placeOf(share))),
    ...(unnamed.length > 0 ? [t("Not collected, because their names can't be verified: {0}.", listKeys(unnamed))] : []),
    ...(older.length > 0
      ? [
          t(
            "Older versions remain in the bucket: {0}.",
            listKeys(older.map(({ key, versionId }) => `${key} (${versionId})`)),
          ),
        ]
      : []),
  ];
  const text = sentences.join(" ");
  if (failed.length === 0) return void (sentences.length > 1 ? showWarning : showInformation)(text);
  for (const { error } of failed) app.log.error(error);
  const reasons = failed.map(({ slot, error }) => `${slot}: ${errorText(error).cause}`);
  const parts = partsLeftBy(failed.map(({ error }) => error));
  reportFailures(app, parts ? `${text} ${parts.text}` : text, reasons, parts);
}

const listKeys = (keys: string[]): string => listNames(keys.map(visibleText), 3).replaceAll("\n", ", ");
