import { stat } from "node:fs/promises";
import { basename } from "node:path";
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import type { S3Location } from "../core/address/location.ts";
import type { BucketAccess } from "../core/client/bucketAccess.ts";
import { cancellation } from "../core/errors/errors.ts";
import { type LocalItem, localItems, localRoots } from "../core/transfer/localItems.ts";
import type { TransferSummary } from "../core/transfer/transferSummary.ts";
import type { UploadAllOptions, UploadResponse } from "../core/transfer/uploadAll.ts";
import { firstNode, locationOf } from "../host/nodes/givenNodes.ts";
import { askTargetSteps, type Targeted, targetSteps, unnamedTarget } from "../host/nodes/targetSteps.ts";
import { fileCount } from "../host/text/format.ts";
import { signerName } from "../host/text/signerName.ts";
import { askVersioning, replacedText } from "../host/text/versioning.ts";
import { askCollisions } from "../host/ui/askCollisions.ts";
import { withProgress } from "../host/ui/progress.ts";
import type { ListQuestion } from "../host/ui/question.ts";
import type { Step } from "../host/ui/steps.ts";
import { type Answer, askOnce } from "./askOnce.ts";
import { reportSummary } from "./reportSummary.ts";
import { type TransferTotal, withTransferProgress } from "./transferProgress.ts";

const { t } = vscode.l10n;

interface Draft extends Targeted {
  what: "files" | "folder";
}

/** Uploads files or folders to a bucket or folder. */
export async function upload(app: App, args: unknown[]): Promise<void> {
  const start: Draft = { targets: [locationOf(firstNode(app, args)) ?? (await unnamedTarget(app))], what: "files" };
  const steps: Step<Draft>[] = [...targetSteps<Draft>(app), { ask: kindQuestion }];
  const { targets, what } = await askTargetSteps(app, t("Upload"), steps, start);
  const [place] = targets as [S3Location];
  const chosen = await vscode.window.showOpenDialog({
    canSelectMany: true,
    canSelectFiles: what === "files",
    canSelectFolders: what === "folder",
    title: t("Upload to {0}", placeText(place)),
    openLabel: t("Upload"),
  });
  if (!chosen) throw cancellation();
  await uploadTo(
    app,
    place,
    chosen.map(({ fsPath }) => fsPath),
  );
}

/** Not every system can offer files and folders in one dialog. */
function kindQuestion(draft: Draft): ListQuestion<Draft> {
  const [place] = draft.targets as [S3Location];
  return {
    placeHolder: t("Choose what to upload to {0}", placeText(place)),
    choices: [
      { label: t("Files…"), value: { ...draft, what: "files" } },
      { label: t("Folders…"), value: { ...draft, what: "folder" } },
    ],
  };
}

/** Destination of files: the folder itself, or the folder of the object. */
const folderOf = ({ key, prefix = "" }: S3Location): string =>
  key === undefined ? prefix : key.slice(0, key.lastIndexOf("/") + 1);

const placeText = (place: S3Location): string => `s3://${place.bucket}/${folderOf(place)}`;

/** @param roots files and folders on disk */
export async function uploadTo(app: App, place: S3Location, roots: string[]): Promise<void> {
  const bucket = await app.bucket(place);
  const prefix = folderOf(place);
  const leaveOut = () => undefined;
  const plan = await askCollisions((choice) => ({
    upload: { roots, prefix, ...(choice && { onCollision: choice }) },
    items: localRoots(roots, prefix, choice).roots,
  }));
  const access = await withProgress(t("Uploading to {0}", place.bucket), ({ signal }) => bucket.access(signal));
  await transfer(
    app,
    access,
    place,
    () => measure(localItems(plan.items, leaveOut)),
    (options) => app.aws().uploadAll(access, plan.upload, options),
  );
}

function retryItems(app: App, access: BucketAccess, place: S3Location, items: LocalItem[]): Promise<void> {
  return transfer(
    app,
    access,
    place,
    () => measure(each(items)),
    (options) => app.aws().uploadItems(access, each(items), options),
  );
}

async function* each<T>(items: T[]): AsyncGenerator<T> {
  yield* items;
}

async function transfer(
  app: App,
  access: BucketAccess,
  place: S3Location,
  total: () => Promise<TransferTotal>,
  run: (options: UploadAllOptions) => Promise<TransferSummary<LocalItem>>,
): Promise<void> {
  const title = t("Uploading to {0}", access.bucket);
  const summary = await withTransferProgress(title, total, async ({ signal, onBytes }) => {
    const dismissed = new AbortController();
    const both = AbortSignal.any([signal, dismissed.signal]);
    const bucket = await app.bucket(place);
    const readAnswers = async (): Promise<Answer<UploadResponse>[]> => [
      {
        title: t("Replace"),
        detail: replacedText(await askVersioning(bucket, both)),
        value: "replace",
      },
      { title: t("Skip"), value: "skip" },
    ];
    const ask = askOnce(readAnswers, () => dismissed.abort());
    const owner = t("Profile: {0}", await signerName(app, bucket.connection));
    const askReplace = ({ key }: LocalItem) =>
      ask(`${t("{0} already exists in bucket {1}.", key, access.bucket)} ${owner}`);
    const result = await run({ signal: both, onBytes, askReplace });
    if (both.aborted && result.done === 0 && result.failed.length === 0) throw cancellation();
    return result;
  });
  const { connection } = place;
  await vscode.commands.executeCommand(commands.refresh, {
    connection,
    bucket: access.bucket,
    prefix: folderOf(place),
  });
  void reportSummary(app, {
    summary,
    done: t("Uploaded {0} to {1}.", fileCount(summary.done), placeText(place)),
    nameOf: ({ file }) => basename(file),
    retry: (items) => retryItems(app, access, place, items),
  });
}

async function measure(items: AsyncIterable<LocalItem>): Promise<TransferTotal> {
  const total = { count: 0, size: 0 };
  for await (const { file, kind } of items) {
    total.count++;
    if (kind === "file") total.size += (await stat(file).catch(() => undefined))?.size ?? 0;
  }
  return total;
}
