import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName } from "../core/address/location.ts";
import { S3Error } from "../core/errors/errors.ts";
import { isArchived, readRestore } from "../core/objects/archive.ts";
import { type GivenObject, OBJECT_KINDS, requireNodes } from "../host/nodes/givenNodes.ts";
import { formatDate, formatDuration, objectCount } from "../host/text/format.ts";
import { titleWithSigners } from "../host/text/signerName.ts";
import { showInformation } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import type { ListQuestion, TextQuestion } from "../host/ui/question.ts";
import { askSteps, type Step } from "../host/ui/steps.ts";

const { t } = vscode.l10n;

/**
 * Requests a temporary copy of an archived object. If a copy exists or a restore is in progress, the prompt says so.
 */
export async function restoreArchived(app: App, args: unknown[]): Promise<void> {
  const nodes = requireNodes(app, args, OBJECT_KINDS);
  const [first] = nodes;
  const name = baseName(first.at.key);
  const title = t("Restore {0}", nodes.length === 1 ? name : objectCount(nodes.length));
  const only =
    nodes.length === 1
      ? await withProgress(title, async ({ signal }) => (await app.bucket(first.at)).findMetadata(first.at, signal))
      : undefined;
  if (only && !isArchived(only.StorageClass, only.ArchiveStatus)) {
    return void showInformation(t("{0} is not archived. It can be read without a restore.", name));
  }
  const classOf = (node: GivenObject) => only?.StorageClass ?? (node.object ?? node.version)?.storageClass;
  const stays = (node: GivenObject) => classOf(node) === "INTELLIGENT_TIERING";
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
      const bucket = await app.bucket(node.at);
      const settings = { tier, ...(days !== undefined && !stays(node) && { days }) };
      results.push(await bucket.restore(node.at, settings, signal));
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
      ? t("A restore is already in progress. To see its status, choose Properties.")
      : days === undefined
        ? t("Restoring {0}. To see the status, choose Properties.", objectCount(started))
        : t(
            "Restoring {0}. The copy can be read for {1}. To see the status, choose Properties.",
            objectCount(started),
            formatDuration(days * 86_400),
          );
  void showInformation(message);
}

interface RestoreSettings {
  /** Absent if the object remains readable after the restore. */
  days?: number;
  tier: "Standard" | "Bulk" | "Expedited";
}

/** @param state a sentence, or empty */
function daysQuestion(draft: RestoreSettings, state: string): TextQuestion<RestoreSettings> {
  const prompt = t("Number of days to keep the restored copy. You are charged for its storage.");
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

/** The state in the header `x-amz-restore` as a sentence. Empty if the header has no state. */
export function restoreText(header: string | undefined): string {
  const restore = readRestore(header);
  if (!restore) return "";
  if (restore.ongoing) return t("A restore is in progress.");
  return restore.until ? t("It can be read until {0}.", formatDate(restore.until)) : "";
}

function readDays(text: string): number {
  const days = Number(text);
  // The Amazon S3 API Reference ("RestoreObject") has no upper limit. Other servers reject more than 30,000 days.
  if (!/^\d{1,5}$/.test(text.trim()) || days < 1 || days > 30_000) throw new S3Error("invalidDays", { given: text });
  return days;
}
