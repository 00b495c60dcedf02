import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands, configurationSection, settingKeys } from "../contributions.ts";
import { cancellation } from "../core/errors/errors.ts";
import { type ExportOutcome, exportLinks } from "../core/export/exportLinks.ts";
import type { LinkFormat } from "../core/export/formats/linkFormat.ts";
import { writeLinkFile } from "../core/export/writeLinkFile.ts";
import { sharedExport } from "../core/ledger/linkLedger.ts";
import { safeFileName } from "../core/text/fileName.ts";
import { warnOfArchivedLinks } from "../host/nodes/archived.ts";
import { expiryStep, type Signing } from "../host/nodes/expiryStep.ts";
import { type ChosenPlace, type ExportPlan, planExport, sourcesOf, timesOf } from "../host/nodes/exportPlan.ts";
import { givenNodes } from "../host/nodes/givenNodes.ts";
import { askTargetSteps, targetSteps, unnamedTarget } from "../host/nodes/targetSteps.ts";
import { defaultExpiry, exportLimit } from "../host/settings.ts";
import { formatCount, linkCount, objectCount } from "../host/text/format.ts";
import { sharedBy } from "../host/text/signerName.ts";
import { askLocalFile } from "../host/ui/askLocalFile.ts";
import { showInformation, showWarning } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { type ShareHint, shareHint } from "../host/ui/shareHint.ts";
import { endSentence } from "../host/ui/signedView.ts";
import type { Step } from "../host/ui/steps.ts";
import { CLIPBOARD_LIMIT, type ExportForm, exportFormQuestion, usualForm } from "./exportFormats.ts";

const { t } = vscode.l10n;

interface Draft extends Signing {
  targets: ChosenPlace[];
  form: ExportForm;
}

/**
 * Exports links to the chosen objects and to everything in the chosen buckets and folders, to a file or the clipboard.
 */
export async function copyFolderLinks(app: App, args: unknown[]): Promise<void> {
  const title = t("Export Presigned URLs");
  const nodes = givenNodes(app, args);
  await warnOfArchivedLinks(app, nodes);
  const given = nodes.map(({ at, object }): ChosenPlace => ({ ...at, ...(object && { object }) }));
  const steps: Step<Draft>[] = [
    ...targetSteps<Draft>(app),
    { ask: (draft) => exportFormQuestion(app, (form) => ({ ...draft, form })) },
    expiryStep(app),
  ];
  const { targets, form, expiresIn } = await askTargetSteps(app, title, steps, {
    targets: given.length > 0 ? given : [await unnamedTarget(app)],
    form: usualForm,
    expiresIn: defaultExpiry(),
  });
  const plan = await withProgress(t("Listing objects to export"), ({ signal }) =>
    planExport(app, targets, expiresIn, signal),
  );
  const limit = form.clipboard ? Math.min(exportLimit(), CLIPBOARD_LIMIT) : exportLimit();
  await confirm(plan, limit);
  const file = form.clipboard ? undefined : await askFile(plan, form.format);
  const outcome = await withProgress(title, ({ signal, say }) => run(plan, { ...form, file, limit, signal, say }));
  remember(app, plan, outcome);
  const hint = shareHint(
    app,
    plan.parts.map(({ bucket: { connection, name } }) => ({ connection, bucket: name })),
  );
  await report(plan, form, { ...outcome, file, limit }, hint);
}

/** Confirms an export before anything is written: how many links, where, until when, and signed by whom. */
async function confirm(plan: ExportPlan, limit: number): Promise<void> {
  const { title, atLeast, open, archived } = plan;
  const times = timesOf(plan);
  const isMany = open || atLeast > limit;
  const message = open
    ? t("Export links to all objects in {0} (at least {1})?", title, formatCount(atLeast))
    : t("Export links to {0} in {1}?", objectCount(atLeast), title);
  const detail = [
    ...times.warnings.map(({ message }) => t(message)),
    endSentence(times, plan.signers),
    ...(isMany ? [t("The limit is {0}. To raise it, change the setting {1}.", linkCount(limit), SETTING)] : []),
    ...(archived > 0
      ? [t("Of the objects listed so far, {0} can't be downloaded until restored.", objectCount(archived))]
      : []),
    t("Anyone with these links can download these objects until the links expire."),
  ].join("\n");
  const yes = t("Export");
  const show = times.warnings.length === 0 ? showInformation : showWarning;
  if ((await show(message, { modal: true, detail }, yes)) !== yes) throw cancellation();
}

const SETTING = `${configurationSection}.${settingKeys.exportLimit}`;

function askFile({ title }: ExportPlan, { extension }: LinkFormat): Promise<string> {
  const labels = { title: t("Export Presigned URLs"), saveLabel: t("Export") };
  return askLocalFile(`${safeFileName(title)}-links.${extension}`, labels);
}

interface RunOptions extends ExportForm {
  file: string | undefined;
  limit: number;
  signal: AbortSignal;
  say: (message: string) => void;
}

interface Exported extends ExportOutcome {
  /** Any one of the links. It identifies the signer. */
  link: string;
}

async function run(plan: ExportPlan, options: RunOptions): Promise<Exported> {
  const { format, file, limit, signal, say } = options;
  const times = timesOf(plan);
  const about = {
    title: plan.title,
    note: endSentence(times, plan.signers),
    endsAt: times.effectiveExpiresAt,
  };
  const onProgress = (count: number) => say(linkCount(count));
  const write = (sink: (text: string) => Promise<void>) =>
    exportLinks({ sources: sourcesOf(plan, signal), format, about, limit, signal, onProgress }, sink);
  const [link = ""] = (await plan.parts[0]?.signer.sign([{ key: "any" }])) ?? [];
  if (file !== undefined) return { ...(await writeLinkFile(file, write)), link };
  const pieces: string[] = [];
  const outcome = await write(async (text) => {
    pieces.push(text);
  });
  await vscode.env.clipboard.writeText(pieces.join("").trimEnd());
  return { ...outcome, link };
}

/** Adds one ledger entry per bucket. With several buckets, the number of links in each is unknown. */
function remember(app: App, { parts }: ExportPlan, { count, link }: Exported): void {
  const counted = parts.length === 1 ? { count } : {};
  const entries = parts.map(({ bucket, base, signer }) =>
    sharedExport(
      { ...signer.times(), link, ...counted },
      { bucket: bucket.name, prefix: base },
      sharedBy(app, bucket.connection, commands.copyFolderLinks),
    ),
  );
  app.shared.fire(entries);
}

async function report(
  plan: ExportPlan,
  { format }: ExportForm,
  { count, leftOut, limited, file, limit }: ExportOutcome & { file: string | undefined; limit: number },
  hint: ShareHint,
): Promise<void> {
  const message = [
    file === undefined
      ? t("Copied {0}, one per line.", linkCount(count))
      : t("Exported {0} to {1}.", linkCount(count), file),
    endSentence(timesOf(plan), plan.signers),
    ...(limited ? [t("There are more objects. The export stopped at the limit of {0}.", linkCount(limit))] : []),
    ...(leftOut > 0
      ? [t("Skipped {0} because {1} rewrites “.” and “..” segments of a key.", objectCount(leftOut), format.id)]
      : []),
    ...hint.sentences,
  ].join(" ");
  const [open, copy, raise] = [t("Open"), t("Copy Command"), t("Raise the Limit…")];
  const actions = [...(file ? [open] : []), ...(file && format.command ? [copy] : []), ...(limited ? [raise] : [])];
  actions.push(...hint.buttons);
  const show = limited || leftOut > 0 ? showWarning : showInformation;
  const chosen = await show(message, ...actions);
  await hint.run(chosen);
  if (chosen === raise) await vscode.commands.executeCommand("workbench.action.openSettings", SETTING);
  if (chosen === copy && file) await vscode.env.clipboard.writeText(format.command?.(file) ?? "");
  if (chosen !== open || !file) return;
  const uri = vscode.Uri.file(file);
  if (format.id === "html") await vscode.env.openExternal(uri);
  else await vscode.commands.executeCommand("vscode.open", uri);
}
