import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName } from "../core/address/location.ts";
import type { ObjectPlace } from "../core/client/objectMetadata.ts";
import { S3Error } from "../core/errors/errors.ts";
import { isArchived, readRestore } from "../core/objects/archive.ts";
import { nodeTargets, type TargetNode } from "../host/nodes/nodeTargets.ts";
import { formatDate, formatDuration, objectCount } from "../host/text/format.ts";
import { titleWithSigners } from "../host/text/signerName.ts";
import { showInformation } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import type { ListQuestion, TextQuestion } from "../host/ui/question.ts";
import { askSteps, type Step } from "../host/ui/steps.ts";

const { t } = vscode.l10n;

/** Part of an object's or version's node. */
interface ArchivableNode extends TargetNode {
  object?: { storageClass?: string };
  version?: { storageClass?: string };
}

/** Ask the server for a copy that can be read for some days; where one is there or on its way, say so first. */
export async function restoreArchived(app: App, args: unknown[]): Promise<void> {
  const nodes: ArchivableNode[] = nodeTargets(app, args, ["object", "version"]);
  const [first] = nodes as [ArchivableNode];
  const name = baseName(first.at.key ?? "");
  const title = t("Restore {0}", nodes.length === 1 ? name : objectCount(nodes.length));
  const only =
    nodes.length === 1 ? await withProgress(title, ({ signal }) => metadataOf(app, first, signal)) : undefined;
  if (only && !isArchived(only.StorageClass, only.ArchiveStatus)) {
    return void showInformation(t("{0} is not archived. It can be read without a restore.", name));
  }
  const classOf = (node: ArchivableNode) => only?.StorageClass ?? (node.object ?? node.version)?.storageClass;
  const stays = (node: ArchivableNode) => classOf(node) === "INTELLIGENT_TIERING";
  const steps: Step<RestoreSettings>[] = [
    { when: () => !nodes.every(stays), ask: (draft) => daysQuestion(draft, restoreText(only?.Restore)) },
    { ask: tierQuestion },
  ];
  const ids = nodes.map(({ at }) => at.connection);
  const start: RestoreSettings = { tier: "Standard" };
  const { days, tier } = await askSteps(() => titleWithSigners(app, title, ids), steps, start);
  const outcomes = await withProgress(title, async ({ step, signal }) => {
    const results: string[] = [];
    for (const node of nodes) {
      const send = app.s3().sender(await app.s3().connection(node.at.connection));
      const settings = { tier, ...(days !== undefined && !stays(node) && { days }) };
      results.push(await app.aws().restoreObject(send, placeOf(node), settings, signal));
      step(nodes.length);
    }
    return results;
  });
  for (const { at } of nodes) await vscode.commands.executeCommand(commands.refresh, at);
  report(outcomes.filter((outcome) => outcome !== "ongoing").length, days);
}

function report(started: number, days: number | undefined): void {
  const message =
    started === 0
      ? t("A restore is already in progress. To see its status, select Properties….")
      : days === undefined
        ? t("Restoring {0}. To see its status, select Properties….", objectCount(started))
        : t(
            "Restoring {0}. The copy can be read for {1}. To see its status, select Properties….",
            objectCount(started),
            formatDuration(days * 86_400),
          );
  void showInformation(message);
}

interface RestoreSettings {
  /** Absent where a restored object stays readable. */
  days?: number;
  tier: "Standard" | "Bulk" | "Expedited";
}

/** @param state a sentence, maybe empty */
function daysQuestion(draft: RestoreSettings, state: string): TextQuestion<RestoreSettings> {
  const prompt = t("Number of days to keep the restored copy. Its storage is charged for.");
  return {
    prompt: [state, prompt].filter(Boolean).join(" "),
    value: "7",
    read: (text) => ({ ...draft, days: readDays(text) }),
  };
}

function tierQuestion(draft: RestoreSettings): ListQuestion<RestoreSettings> {
  const choice = (tier: RestoreSettings["tier"], label: string, description: string) => ({
    label,
    description,
    value: { ...draft, tier },
  });
  return {
    placeHolder: t("Choose a retrieval speed. Retrieval charges apply."),
    choices: [
      choice("Standard", t("Standard"), t("3–12 hours")),
      choice("Bulk", t("Bulk"), t("5–48 hours, least expensive")),
      choice("Expedited", t("Expedited"), t("1–5 minutes, most expensive. Not available for DEEP_ARCHIVE.")),
    ],
  };
}

const placeOf = ({ at: { bucket, key = "", versionId } }: ArchivableNode): ObjectPlace => ({
  bucket,
  key,
  ...(versionId && { versionId }),
});

async function metadataOf(app: App, node: ArchivableNode, signal: AbortSignal) {
  const send = app.s3().sender(await app.s3().connection(node.at.connection));
  return app.aws().findObjectMetadata(send, placeOf(node), signal);
}

/** What `x-amz-restore` tells, as a sentence; empty where it tells nothing. */
export function restoreText(header: string | undefined): string {
  const restore = readRestore(header);
  if (!restore) return "";
  if (restore.ongoing) return t("A restore is in progress.");
  return restore.until ? t("It can be read until {0}.", formatDate(restore.until)) : "";
}

function readDays(text: string): number {
  const days = Number(text);
  // Amazon S3 API Reference, "RestoreObject", has no upper limit; other servers have this one.
  if (!/^\d{1,5}$/.test(text.trim()) || days < 1 || days > 30_000) throw new S3Error("invalidDays", { given: text });
  return days;
}
