import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import type { S3Location } from "../core/address/location.ts";
import type { Bucket } from "../core/bucket.ts";
import type { ObjectEntry } from "../core/client/pages.ts";
import { cancellation, isCancellation } from "../core/errors/errors.ts";
import { findObjects } from "../core/find/findObjects.ts";
import { parseQuery, type Query } from "../core/find/query.ts";
import { mayBeArchived } from "../core/objects/archive.ts";
import { visibleText } from "../core/text/visibleText.ts";
import { locationOf, passedNode } from "../host/nodes/givenNodes.ts";
import { askTargetSteps, folderStep, profileStep, type Targeted, unnamedTarget } from "../host/nodes/targetSteps.ts";
import { isPageKey } from "../host/settings.ts";
import { formatCount, formatDate, formatSize, keyCount, objectCount } from "../host/text/format.ts";
import { plainWords } from "../host/text/plainWords.ts";
import { pick } from "../host/ui/prompts.ts";
import type { Choice, TextQuestion } from "../host/ui/question.ts";
import { showError } from "../host/ui/showError.ts";
import type { Step } from "../host/ui/steps.ts";

/** Maximum number of matches shown. The rest are only counted. */
const MAX_SHOWN = 500;

interface Draft extends Targeted {
  query: string;
}

/** Lists all of a bucket or folder and shows matches as they arrive. */
export async function findInBucket(app: App, args: unknown[]): Promise<void> {
  const start = { targets: [locationOf(passedNode(args)) ?? (await unnamedTarget(app))], query: "" };
  const steps: Step<Draft>[] = [profileStep(app), folderStep(), { ask: queryQuestion }];
  const { targets, query } = await askTargetSteps(app, titleOf, steps, start);
  const [place] = targets as [S3Location];
  const title = titleOf({ targets });
  const bucket = await app.bucket(place);
  const objects = await pickMatches(app, `${title}: ${query}`, bucket, place.prefix ?? "", parseQuery(query));
  await act(title, { connection: bucket.connection.id, bucket: bucket.name }, objects);
}

function titleOf({ targets }: Targeted): string {
  const [{ bucket, prefix = "" }] = targets as [S3Location];
  return bucket === "" ? vscode.l10n.t("Find in Bucket") : vscode.l10n.t("Find in s3://{0}", `${bucket}/${prefix}`);
}

function queryQuestion(draft: Draft): TextQuestion<Draft> {
  return {
    prompt: vscode.l10n.t(
      "Enter a part of the key, *.csv, /regular expression/, “> 10MB”, “before 2026-01-31”, or “after 2026-01-01”. Objects must meet all conditions. Every key is read, 1,000 per request.",
    ),
    placeHolder: "report *.csv > 10MB after 2026-01-01",
    read: (query) => {
      parseQuery(query);
      return { ...draft, query };
    },
  };
}

type Match = vscode.QuickPickItem & { object: ObjectEntry };

/** @throws S3Error cancelled on Escape, which also aborts the requests */
function pickMatches(app: App, title: string, bucket: Bucket, prefix: string, query: Query) {
  const picker = openPicker(title);
  const stopped = new AbortController();
  const pages = bucket.objects(prefix, { signal: stopped.signal, leaveOut: isPageKey });
  return new Promise<ObjectEntry[]>((resolve, reject) => {
    showMatches(picker, title, pages, prefix, query, stopped.signal).catch((error: unknown) => {
      picker.busy = false;
      if (stopped.signal.aborted || isCancellation(error)) return;
      // The matches found so far can still be chosen.
      void showError(app, error);
    });
    picker.onDidAccept(() => {
      if (picker.selectedItems.length === 0) return;
      resolve(picker.selectedItems.map(({ object }) => object));
      picker.hide();
    });
    picker.onDidHide(() => {
      stopped.abort();
      picker.dispose();
      reject(cancellation());
    });
  });
}

function openPicker(title: string): vscode.QuickPick<Match> {
  const picker = vscode.window.createQuickPick<Match>();
  const several = { iconPath: new vscode.ThemeIcon("checklist"), tooltip: vscode.l10n.t("Select Multiple") };
  Object.assign(picker, {
    title,
    buttons: [several],
    busy: true,
    ignoreFocusOut: true,
    matchOnDescription: true,
    keepScrollPosition: true,
  });
  picker.placeholder = vscode.l10n.t("Reading…");
  picker.onDidTriggerButton(() => {
    picker.canSelectMany = !picker.canSelectMany;
    // Without new items, the matches already listed would get no checkboxes.
    picker.items = [...picker.items];
  });
  picker.show();
  return picker;
}

/** Adds matches as they are found, until all keys are read or the signal is aborted. */
async function showMatches(
  picker: vscode.QuickPick<Match>,
  title: string,
  pages: AsyncIterable<ObjectEntry[]>,
  prefix: string,
  query: Query,
  signal: AbortSignal,
): Promise<void> {
  for await (const { read, matched, found } of findObjects(pages, query, MAX_SHOWN, signal)) {
    if (signal.aborted) return;
    if (found.length > 0) addItems(picker, found, prefix);
    picker.placeholder = summary(read, matched);
  }
  picker.busy = false;
  picker.title = `${title} – ${vscode.l10n.t("complete")}`;
}

/** Adding items clears the checked ones, so they are checked again. */
function addItems(picker: vscode.QuickPick<Match>, found: ObjectEntry[], prefix: string): void {
  const checked = picker.canSelectMany ? picker.selectedItems : [];
  picker.items = [...picker.items, ...found.map((object) => matchItem(object, prefix))];
  if (checked.length > 0) picker.selectedItems = checked;
}

function summary(read: number, matched: number): string {
  const [keys, found] = [keyCount(read), formatCount(matched)];
  return matched > MAX_SHOWN
    ? vscode.l10n.t("{0} read, {1} found, the first {2} shown", keys, found, formatCount(MAX_SHOWN))
    : vscode.l10n.t("{0} read, {1} found", keys, found);
}

function matchItem(object: ObjectEntry, prefix: string): Match {
  const { key, size, modified } = object;
  const description = [formatSize(size), modified && formatDate(modified)].filter(Boolean).join(" · ");
  return { label: plainWords(visibleText(key.slice(prefix.length))), description, object };
}

type Action = Choice<string>;

async function act(title: string, place: S3Location, objects: ObjectEntry[]): Promise<void> {
  const nodes = objects.map((object) => ({ kind: "object", at: { ...place, key: object.key }, object }));
  const [first] = nodes as [(typeof nodes)[number]];
  const isOne = nodes.length === 1;
  const command = await pick<string>(title, isOne ? first.at.key : objectCount(nodes.length), [
    ...actionsOnAny(),
    ...(isOne ? actionsOnOne() : []),
    ...(objects.some(({ storageClass }) => mayBeArchived(storageClass))
      ? [action(vscode.l10n.t("Restore from Archive…"), "history", commands.restore)]
      : []),
  ]);
  await vscode.commands.executeCommand(command, ...(command === commands.reveal ? [first.at] : [first, nodes]));
}

const action = (label: string, icon: string, value: string): Action => ({
  label,
  iconPath: new vscode.ThemeIcon(icon),
  value,
});

const actionsOnAny = (): Action[] => [
  action(vscode.l10n.t("Copy Link"), "link", commands.copyPresignedUrl),
  action(vscode.l10n.t("Copy Link with Options…"), "link", commands.copyPresignedUrlWithOptions),
  action(vscode.l10n.t("Open"), "go-to-file", commands.open),
  action(vscode.l10n.t("Download…"), "cloud-download", commands.download),
  action(vscode.l10n.t("Copy S3 URI"), "copy", commands.copyS3Uri),
];

const actionsOnOne = (): Action[] => [
  action(vscode.l10n.t("Reveal in Tree"), "list-tree", commands.reveal),
  action(vscode.l10n.t("Properties…"), "info", commands.properties),
];
