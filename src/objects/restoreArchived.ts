import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { readRestore } from "../core/archive.ts";
import { S3Error } from "../core/errors.ts";
import { baseName } from "../core/location.ts";
import { formatCount, formatDate, objectCount } from "../host/format.ts";
import { showInformation } from "../host/messages.ts";
import { nodeTargets } from "../host/nodeTargets.ts";
import { withProgress } from "../host/progress.ts";
import { ask, pick } from "../host/prompts.ts";

/** Ask the server for a copy that can be read for some days; where one is there or on its way, say so first. */
export async function restoreArchived(app: App, args: unknown[]): Promise<void> {
  const nodes = nodeTargets(app, args, ["object", "version"]);
  const [{ at: first }] = nodes as [(typeof nodes)[number]];
  const title = vscode.l10n.t(
    "Restore {0}",
    nodes.length === 1 ? baseName(first.key ?? "") : formatCount(nodes.length),
  );
  const state = nodes.length === 1 ? await restoreState(app, first) : "";
  const prompt = [state, vscode.l10n.t("For how many days shall it be readable?")].filter(Boolean).join(" ");
  const days = await ask({ title, prompt, value: "7" }, readDays);
  const tier = await pick(title, vscode.l10n.t("How fast?"), [
    { label: vscode.l10n.t("Standard"), description: vscode.l10n.t("3 to 12 hours"), value: "Standard" as const },
    { label: vscode.l10n.t("Bulk"), description: vscode.l10n.t("5 to 48 hours, the cheapest"), value: "Bulk" as const },
    {
      label: vscode.l10n.t("Expedited"),
      description: vscode.l10n.t("1 to 5 minutes, the dearest; not from DEEP_ARCHIVE"),
      value: "Expedited" as const,
    },
  ]);
  const outcomes = await withProgress(title, async ({ step }) => {
    const told: string[] = [];
    for (const { at } of nodes) {
      const send = app.s3().sender(await app.s3().connection(at.connection));
      const place = { bucket: at.bucket, key: at.key as string, ...(at.versionId && { versionId: at.versionId }) };
      told.push(await app.aws().restoreObject(send, place, { days, tier }));
      step(nodes.length);
    }
    return told;
  });
  for (const { at } of nodes) await vscode.commands.executeCommand(commands.refresh, at);
  const started = outcomes.filter((outcome) => outcome !== "ongoing").length;
  void showInformation(
    started > 0
      ? vscode.l10n.t(
          "Restoring {0}, readable for {1} days. Properties… shows how far it is.",
          objectCount(started),
          days,
        )
      : vscode.l10n.t("It is being restored already. Properties… shows how far it is."),
  );
}

async function restoreState(
  app: App,
  { connection, bucket, key = "", versionId }: { connection: string; bucket: string; key?: string; versionId?: string },
): Promise<string> {
  const send = app.s3().sender(await app.s3().connection(connection));
  const facts = await app.aws().findObjectFacts(send, { bucket, key, ...(versionId && { versionId }) });
  return restoreText(facts?.Restore);
}

/** What `x-amz-restore` tells, as a sentence; empty where it tells nothing. */
export function restoreText(header: string | undefined): string {
  const restore = readRestore(header);
  if (!restore) return "";
  if (restore.ongoing) return vscode.l10n.t("It is being restored.");
  return restore.until ? vscode.l10n.t("It can be read until {0}.", formatDate(restore.until)) : "";
}

function readDays(text: string): number {
  const days = Number(text);
  // Amazon S3 API Reference, "RestoreObject", has no upper limit; other servers have this one.
  if (!/^\d{1,5}$/.test(text.trim()) || days < 1 || days > 30_000) throw new S3Error("invalidDays", { given: text });
  return days;
}
