import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { TransferSummary } from "../core/transfer/transferSummary.ts";
import { errorMessage, errorText } from "../host/text/errorText.ts";
import { formatCount } from "../host/text/format.ts";
import { showInformation, showWarning } from "../host/ui/messages.ts";
import { partsLeftBy } from "../host/ui/partsLeft.ts";

const { t } = vscode.l10n;

interface Outcome<Item> {
  summary: TransferSummary<Item>;
  /** A sentence that says what was done. */
  done: string;
  nameOf: (item: Item) => string;
  retry: (items: Item[]) => Promise<void>;
  /** Offered if everything succeeded. */
  action?: { title: string; run: () => unknown };
}

/**
 * Reports the outcome of a transfer: what failed and why, with “Retry Failed”, what got another name, and what was
 * skipped.
 */
export async function reportSummary<Item>(app: App, outcome: Outcome<Item>): Promise<void> {
  const { summary, action } = outcome;
  const details = detailsOf(outcome);
  for (const line of details) app.log.info(line);
  const left = partsLeftBy(summary.failed.map(({ error }) => error));
  const sentences = [outcome.done, ...sentencesOf(outcome), ...(left && summary.failed.length > 1 ? [left.text] : [])];
  const [retry, show] = [t("Retry Failed"), t("Show Details")];
  const buttons = [
    ...(summary.failed.length > 0 ? [retry] : []),
    ...(left ? [left.title] : []),
    ...(details.length > 0 ? [show] : []),
    ...(action && summary.failed.length === 0 ? [action.title] : []),
  ];
  const isFine = summary.failed.length === 0 && summary.leftOut.length === 0;
  const message = isFine ? showInformation : showWarning;
  const chosen = await message(sentences.join(" "), ...buttons);
  if (left && (chosen === left.title || chosen === retry)) await left.abort();
  if (chosen === retry) await outcome.retry(summary.failed.map(({ item }) => item));
  else if (chosen === show) await showDetails(details);
  else if (action && chosen === action.title) await action.run();
}

function sentencesOf<Item>({ summary, nameOf }: Outcome<Item>): string[] {
  const { skipped, failed, renamed, leftOut, unverified } = summary;
  const [first] = failed;
  const reason = first ? errorMessage(first.error) : "";
  return [
    ...(skipped > 0 ? [t("Skipped: {0}.", formatCount(skipped))] : []),
    ...(first && failed.length === 1 ? [t("{0} failed: {1}", nameOf(first.item), reason)] : []),
    ...(failed.length > 1 ? [t("{0} failed. First error: {1}", formatCount(failed.length), reason)] : []),
    ...(renamed.length > 0 ? [t("Saved under another name: {0}.", formatCount(renamed.length))] : []),
    ...(unverified.length > 0 ? [t("Kept without verification: {0}.", formatCount(unverified.length))] : []),
    ...(leftOut.length > 0 ? [t("Skipped (symbolic links and special files): {0}.", formatCount(leftOut.length))] : []),
  ];
}

function detailsOf<Item>({ summary, nameOf }: Outcome<Item>): string[] {
  const { failed, renamed, leftOut, unverified } = summary;
  const why = (error: Parameters<typeof errorText>[0]) => errorText(error).cause;
  return [
    ...failed.map(({ item, error }) => t("Failed: {0}: {1}", nameOf(item), why(error))),
    ...renamed.map(({ key, name }) => t("Renamed: {0} is now {1}", key, name)),
    ...unverified.map((item) => t("Kept without verification: {0}", nameOf(item))),
    ...leftOut.map(({ file, error }) => t("Skipped: {0}: {1}", file, why(error))),
  ];
}

async function showDetails(lines: string[]): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ content: `${lines.join("\n")}\n` });
  await vscode.window.showTextDocument(document, { preview: true });
}
