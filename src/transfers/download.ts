import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { S3Location } from "../core/address/location.ts";
import type { BucketAccess } from "../core/client/bucketAccess.ts";
import { cancellation } from "../core/errors/errors.ts";
import { safeFileName } from "../core/text/fileName.ts";
import type { DownloadAllOptions, DownloadItem, DownloadResponse, DownloadRoot } from "../core/transfer/downloadAll.ts";
import type { TransferSummary } from "../core/transfer/transferSummary.ts";
import { withoutArchived } from "../host/nodes/archived.ts";
import { type GivenNode, type GivenObject, givenNodes, isGivenObject, OBJECT_KINDS } from "../host/nodes/givenNodes.ts";
import { objectTargets } from "../host/nodes/targets.ts";
import { fileCount } from "../host/text/format.ts";
import { showWarning } from "../host/ui/messages.ts";
import { withProgress } from "../host/ui/progress.ts";
import { askOnce } from "./askOnce.ts";
import { reportSummary } from "./reportSummary.ts";
import { type TransferTotal, withTransferProgress } from "./transferProgress.ts";

const { t } = vscode.l10n;

export const TRANSFERABLE = ["bucket", "addedBucket", "folder", ...OBJECT_KINDS] as const;

/** Downloads objects, folders and buckets. */
export async function download(app: App, args: unknown[]): Promise<void> {
  const given = givenNodes(app, args, TRANSFERABLE);
  const chosen = given.length > 0 ? given : await objectTargets(app, args, t("Download"));
  const nodes = await withoutArchived<GivenNode>(app, chosen, t("Download the Others"));
  const [only] = nodes;
  if (nodes.length === 1 && only && isGivenObject(only)) return downloadOne(app, only);
  const folder = await askFolder();
  const groups = Map.groupBy(nodes, ({ at }) => `${at.connection} ${at.bucket}`);
  for (const group of groups.values()) await downloadGroup(app, group, folder);
}

/** The save dialog asks whether to replace an existing file. */
async function downloadOne(app: App, node: GivenObject): Promise<void> {
  const { key, versionId } = node.at;
  const start = await startFolder();
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(join(start, safeFileName(node.name || key))),
    title: t("Download {0}", basename(key)),
    saveLabel: t("Download"),
  });
  if (!target) throw cancellation();
  const item: DownloadItem = {
    key,
    ...sizeOf(node),
    ...(versionId && { versionId }),
    file: target.fsPath,
    isFolder: false,
  };
  const access = await accessTo(app, node.at);
  await runDownload(app, access, [item], dirname(target.fsPath), "replace");
}

/** A bucket gets its own folder, as a folder does. It includes anything else that was selected in the same bucket. */
async function downloadGroup(app: App, nodes: GivenNode[], into: string): Promise<void> {
  const access = await accessTo(app, (nodes[0] as GivenNode).at);
  const whole = nodes.some(({ at: { key, prefix } }) => key === undefined && !prefix);
  const folder = whole ? join(into, safeFileName(access.bucket)) : into;
  const roots: DownloadRoot[] = whole ? [{ kind: "folder", prefix: "" }] : nodes.map(rootOf).sort(byKey);
  const summary = await transfer(
    access,
    (signal) => measure(access, roots, signal),
    (options) => app.aws().downloadAll(access, { roots, folder }, options),
  );
  report(app, access, summary, folder);
}

async function accessTo(app: App, at: S3Location): Promise<BucketAccess> {
  const bucket = await app.bucket(at);
  return withProgress(t("Downloading from {0}", bucket.name), ({ signal }) => bucket.access(signal));
}

function rootOf(node: GivenNode): DownloadRoot {
  const { key, prefix = "", versionId } = node.at;
  if (key === undefined) return { kind: "folder", prefix };
  const { name } = node;
  return { kind: "object", key, ...sizeOf(node), ...(versionId && { versionId }), ...(name && { name }) };
}

function sizeOf({ object, version }: GivenNode): { size?: number } {
  const { size } = object ?? version ?? {};
  return size === undefined ? {} : { size };
}

const sortKey = (root: DownloadRoot): string => (root.kind === "object" ? root.key : root.prefix);
const byKey = (a: DownloadRoot, b: DownloadRoot): number => (sortKey(a) < sortKey(b) ? -1 : 1);

async function runDownload(
  app: App,
  access: BucketAccess,
  items: DownloadItem[],
  folder: string,
  existing?: DownloadResponse,
): Promise<void> {
  const total = async () => ({
    count: items.length,
    size: items.reduce((sum, { size = 0 }) => sum + size, 0),
  });
  const summary = await transfer(access, total, (options) => {
    const askExisting = existing ? async () => existing : options.askExisting;
    return app.aws().downloadItems(access, each(items), folder, { ...options, askExisting });
  });
  report(app, access, summary, folder);
}

async function* each<T>(items: T[]): AsyncGenerator<T> {
  yield* items;
}

function transfer(
  access: BucketAccess,
  total: (signal: AbortSignal) => Promise<TransferTotal>,
  run: (options: DownloadAllOptions) => Promise<TransferSummary<DownloadItem>>,
): Promise<TransferSummary<DownloadItem>> {
  const title = t("Downloading from {0}", access.bucket);
  return withTransferProgress(title, total, async ({ signal, onBytes }) => {
    const dismissed = new AbortController();
    const both = AbortSignal.any([signal, dismissed.signal]);
    const ask = askOnce<DownloadResponse>(
      async () => [
        { title: t("Replace"), value: "replace" },
        { title: t("Keep both"), value: "keepBoth" },
        { title: t("Skip"), value: "skip" },
      ],
      () => dismissed.abort(),
    );
    const askExisting = ({ file }: DownloadItem) => ask(t("{0} already exists.", file));
    const summary = await run({ signal: both, onBytes, askExisting, keepUnverified });
    if (both.aborted && summary.done === 0 && summary.failed.length === 0) throw cancellation();
    return summary;
  });
}

/** Asked once for all files of a download. */
async function keepUnverified({ key }: DownloadItem): Promise<boolean> {
  const [keep, discard] = [t("Keep"), t("Discard")];
  const detail = [
    t("The ETag of {0} is not the MD5 digest of the downloaded data, and the server returned no checksum.", key),
    t("Outside Amazon S3, an ETag is not always an MD5 digest, so the data might still be correct."),
    t("Your choice applies to all files of this download."),
  ].join("\n");
  const question = t("Keep files that can't be verified?");
  return (await showWarning(question, { modal: true, detail }, keep, discard)) === keep;
}

/** A listing includes the sizes, so counting costs one request per 1,000 objects. */
async function measure(access: BucketAccess, roots: DownloadRoot[], signal: AbortSignal): Promise<TransferTotal> {
  const total = { count: 0, size: 0 };
  for (const root of roots) {
    if (root.kind === "object") {
      total.count++;
      total.size += root.size ?? 0;
      continue;
    }
    for await (const page of access.all(root.prefix, signal)) {
      total.count += page.length;
      total.size += page.reduce((sum, { size }) => sum + size, 0);
    }
  }
  return total;
}

function report(app: App, access: BucketAccess, summary: TransferSummary<DownloadItem>, folder: string): void {
  void reportSummary(app, {
    summary,
    done: t("Downloaded {0} to {1}.", fileCount(summary.done), folder),
    nameOf: ({ key }) => key,
    retry: (items) => runDownload(app, access, items, folder),
    action: {
      title: t("Show in Folder"),
      run: () => vscode.commands.executeCommand("revealFileInOS", vscode.Uri.file(folder)),
    },
  });
}

async function askFolder(): Promise<string> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    defaultUri: vscode.Uri.file(await startFolder()),
    title: t("Download into a Folder"),
    openLabel: t("Download Here"),
  });
  if (!chosen?.[0]) throw cancellation();
  return chosen[0].fsPath;
}

/** The workspace folder, or else the home folder of the machine where the extension runs. */
async function startFolder(): Promise<string> {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri.fsPath;
  const found = folder ?? homedir();
  return (await stat(found).catch(() => undefined)) ? found : homedir();
}
