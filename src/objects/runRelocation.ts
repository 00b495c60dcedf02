import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName, type S3Location, s3Uri } from "../core/address/location.ts";
import { raceAbort } from "../core/async/raceAbort.ts";
import type { Bucket } from "../core/bucket.ts";
import { isCancellation } from "../core/errors/errors.ts";
import type { Relocation, RelocationResult } from "../core/objects/relocate.ts";
import { fileUriOf } from "../host/nodes/fileUri.ts";
import { errorText } from "../host/text/errorText.ts";
import { objectCount } from "../host/text/format.ts";
import { signerName } from "../host/text/signerName.ts";
import { askVersioning, replacedText } from "../host/text/versioning.ts";
import { confirm, listNames } from "../host/ui/confirm.ts";
import { confirmLoss } from "../host/ui/confirmLoss.ts";
import { confirmUnverified } from "../host/ui/confirmUnverified.ts";
import { showInformation, showWarning } from "../host/ui/messages.ts";
import { partsLeftBy } from "../host/ui/partsLeft.ts";
import { type Progress, withProgress } from "../host/ui/progress.ts";
import { reportFailures } from "../host/ui/reportFailures.ts";

export interface RelocationTask {
  /** Where the objects are. */
  source: Bucket;
  move: boolean;
  /** The number of objects, if they have been counted. */
  total: number;
  /** Creates a new iterator for each run. The signal aborts its listings. */
  relocations: (signal: AbortSignal) => Iterable<Relocation> | AsyncIterable<Relocation>;
  /** Places in the tree to refresh. */
  touched: S3Location[];
  /** The new name, if this is a rename. */
  renamed?: string;
}

/** Runs a copy or move. After everything else is done, asks once whether to replace existing objects. */
export async function runRelocation(app: App, task: RelocationTask): Promise<void> {
  const first = await run(app, task);
  const replaced = first.existing.length > 0 ? await replace(app, task, first.existing) : undefined;
  const done = first.done + (replaced?.done ?? 0);
  const failed = [...first.failed, ...(replaced?.failed ?? [])];
  const left = replaced ? replaced.existing.length : first.existing.length;
  const sentence = doneText(task, done);
  const kept =
    left > 0 ? ` ${vscode.l10n.t("Skipped because the destination already exists: {0}.", objectCount(left))}` : "";
  const lost = first.aclLost + (replaced?.aclLost ?? 0);
  const aclLost = lost > 0 ? ` ${vscode.l10n.t("The ACL could not be preserved: {0}.", objectCount(lost))}` : "";
  const text = sentence + kept + aclLost;
  if (failed.length === 0) {
    return void (lost > 0 ? showWarning : showInformation)(text);
  }
  const reasons = failed.map(({ from, error }) => `${from.key}: ${errorText(error).cause}`);
  for (const { error } of failed) app.log.error(error);
  const parts = partsLeftBy(failed.map(({ error }) => error));
  reportFailures(app, parts ? `${text} ${parts.text}` : text, reasons, parts);
}

function doneText({ move, renamed }: RelocationTask, done: number): string {
  if (!move) return vscode.l10n.t("Copied {0}.", objectCount(done));
  return renamed && done > 0
    ? vscode.l10n.t("Renamed to {1} ({0}).", objectCount(done), renamed)
    : vscode.l10n.t("Moved {0}.", objectCount(done));
}

async function run(app: App, task: RelocationTask): Promise<RelocationResult> {
  const { source, move, total, relocations, touched } = task;
  const title = move
    ? vscode.l10n.t("Moving {0}", objectCount(total))
    : vscode.l10n.t("Copying {0}", objectCount(total));
  try {
    return await withProgress(title, ({ signal, step, say }) =>
      source.relocate(afterSaves(app, task, relocations(signal), { signal, say }), {
        move,
        signal,
        confirmLoss: confirmLoss(app),
        confirmUnverified: confirmUnverified(app),
        onStep: () => step(Math.max(total, 1)),
        onMoved: (moved) => app.moved.fire({ ...moved, connection: source.connection.id }),
      }),
    );
  } finally {
    for (const at of touched) await vscode.commands.executeCommand(commands.refresh, at);
  }
}

/** A save that is in progress would fail, or store the object again, after its object has been moved. */
async function* afterSaves(
  app: App,
  { source, move }: RelocationTask,
  relocations: Iterable<Relocation> | AsyncIterable<Relocation>,
  { signal, say }: Pick<Progress, "signal" | "say">,
): AsyncGenerator<Relocation> {
  for await (const relocation of relocations) {
    const { from } = relocation;
    const saved = move && app.saves.of(fileUriOf({ connection: source.connection.id, ...from }));
    if (saved) {
      say(vscode.l10n.t("Waiting until {0} is saved", baseName(from.key)));
      await raceAbort(signal, saved);
      say("");
    }
    yield relocation;
  }
}

async function replace(app: App, task: RelocationTask, existing: Relocation[]): Promise<RelocationResult | undefined> {
  const [{ to: target }] = existing as [Relocation];
  const { connection } = task.source;
  const message = vscode.l10n.t("Replace {0} at the destination?", objectCount(existing.length));
  const detail = [
    listNames(existing.map(({ to }) => s3Uri(to))),
    vscode.l10n.t("Profile: {0}", await signerName(app, connection)),
    replacedText(await askVersioning(await app.bucket({ connection: connection.id, bucket: target.bucket }))),
  ].join("\n");
  try {
    await confirm(message, detail, vscode.l10n.t("Replace"));
  } catch (error) {
    if (isCancellation(error)) return undefined;
    throw error;
  }
  return run(app, { ...task, total: existing.length, relocations: () => existing });
}
