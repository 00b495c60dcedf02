import { lstat, mkdir, realpath } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { forEachConcurrently, serialize } from "../async/concurrency.ts";
import type { BucketAccess } from "../client/bucketAccess.ts";
import { onDisk } from "../disk/localFile.ts";
import { type ErrorDetails, isS3Error, S3Error } from "../errors/errors.ts";
import { markedFileName } from "../text/fileName.ts";
import { downloadObject, type ObjectSource, type TransferOptions } from "./downloadObject.ts";
import { LocalNames } from "./localNames.ts";
import { newSummary, type TransferSummary } from "./transferSummary.ts";

export type DownloadResponse = "replace" | "keepBoth" | "skip";

/**
 * One object, or everything under a prefix; `""` is the whole bucket. `name` replaces the last part of the key, as the
 * name of the file.
 */
export type DownloadRoot = ({ kind: "object"; name?: string } & ObjectSource) | { kind: "folder"; prefix: string };

export interface DownloadItem extends ObjectSource {
  /** The local file to write. */
  file: string;
  isFolder: boolean;
}

export interface DownloadAllOptions extends TransferOptions {
  /** Asks what to do if the local file already exists. Called for one item at a time. */
  askExisting: (item: DownloadItem) => Promise<DownloadResponse>;
  /** See DownloadOptions. Called for the first such item; the answer applies to all. */
  keepUnverified?: (item: DownloadItem) => Promise<boolean>;
  /** Number of objects at a time. */
  parallel?: number;
}

export const PARALLEL_OBJECTS = 8;

/** Downloads objects and folders to a local folder. Failures are listed in the summary, and the rest continues. */
export function downloadAll(
  access: BucketAccess,
  { roots, folder }: { roots: DownloadRoot[]; folder: string },
  options: DownloadAllOptions,
): Promise<TransferSummary<DownloadItem>> {
  const summary = newSummary<DownloadItem>();
  const items = downloadItemsOf(access, roots, folder, summary, options.signal);
  return downloadItems(access, items, folder, options, summary);
}

async function* downloadItemsOf(
  access: BucketAccess,
  roots: DownloadRoot[],
  folder: string,
  summary: TransferSummary<DownloadItem>,
  signal?: AbortSignal,
): AsyncGenerator<DownloadItem> {
  const names = new LocalNames();
  const item = (source: ObjectSource, relative: string): DownloadItem => {
    const { path, isFolder, isRenamed } = names.name(relative);
    const holds = isFolder && (source.size ?? 0) > 0;
    const name = holds ? join(path, "_") : path;
    if (isRenamed || holds) summary.renamed.push({ key: source.key, name });
    return { ...source, file: join(folder, name), isFolder: isFolder && !holds };
  };
  for (const root of roots) {
    if (root.kind === "object") {
      const { kind: _, name, ...source } = root;
      yield item(source, name || parentCut(root.key));
      continue;
    }
    const cut = parentLength(root.prefix);
    for await (const page of access.all(root.prefix, signal)) {
      for (const { key, size } of page) yield item({ key, size }, key.slice(cut));
    }
  }
}

/** The index at which the last segment starts. The last segment of `a/b/` is `b/`. */
const parentLength = (key: string): number => key.replace(/\/$/, "").lastIndexOf("/") + 1;
const parentCut = (key: string): string => key.slice(parentLength(key));

export async function downloadItems(
  access: BucketAccess,
  items: AsyncIterable<DownloadItem>,
  folder: string,
  options: DownloadAllOptions,
  summary = newSummary<DownloadItem>(),
): Promise<TransferSummary<DownloadItem>> {
  const { parallel = PARALLEL_OBJECTS, signal } = options;
  const ask = serialize(options.askExisting);
  let answer: Promise<boolean> | undefined;
  const keepUnverified = async (item: DownloadItem) => {
    answer ??= options.keepUnverified?.(item);
    const isKept = (await answer) ?? false;
    if (isKept) summary.unverified.push(item);
    return isKept;
  };
  const folders = new LocalFolders(folder);
  await forEachConcurrently(items, parallel, async (item) => {
    if (signal?.aborted) return;
    try {
      await folders.make(item.isFolder ? item.file : dirname(item.file));
      if (item.isFolder || (await downloadItem(access, item, { ...options, askExisting: ask, keepUnverified })))
        summary.done++;
      else summary.skipped++;
    } catch (error) {
      if (!isS3Error(error)) throw error;
      if (signal?.aborted) return;
      if (answer && isDiscarded(error)) summary.skipped++;
      else summary.failed.push({ item, error });
    }
  });
  return summary;
}

/** Whether the user has decided against the file. */
const isDiscarded = ({ code, details }: S3Error): boolean =>
  code === "objectDamaged" && (details as ErrorDetails["objectDamaged"]).by === "ETag";

/** @returns whether it was downloaded */
async function downloadItem(access: BucketAccess, item: DownloadItem, options: DownloadAllOptions): Promise<boolean> {
  const { file } = item;
  const each = { ...options, keepUnverified: async () => (await options.keepUnverified?.(item)) ?? false };
  const isThere = await exists(file);
  const response = isThere ? await options.askExisting(item) : "keepBoth";
  if (response === "skip") return false;
  if (response === "replace") {
    await downloadObject(access, item, file, { ...each, replace: true });
    return true;
  }
  for (let count = isThere ? 2 : 1; ; count++) {
    const free =
      count === 1 ? file : join(dirname(file), markedFileName(file.slice(dirname(file).length + 1), ` (${count})`));
    if (count > 1 && (await exists(free))) continue;
    await downloadObject(access, item, free, { ...each, replace: false });
    return true;
  }
}

async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

/** Creates folders, and rejects one that a symbolic link places elsewhere. */
class LocalFolders {
  readonly #root: string;
  readonly #made = new Map<string, Promise<void>>();
  #realRoot: Promise<string> | undefined;

  constructor(root: string) {
    this.#root = root;
  }

  make(folder: string): Promise<void> {
    const known = this.#made.get(folder) ?? onDisk(folder, () => this.#make(folder));
    if (this.#made.size > 1000) this.#made.clear();
    this.#made.set(folder, known);
    return known;
  }

  async #make(folder: string): Promise<void> {
    this.#realRoot ??= mkdir(this.#root, { recursive: true }).then(() => realpath(this.#root));
    await this.#checkInside(folder);
    await mkdir(folder, { recursive: true });
    await this.#checkInside(folder);
  }

  /** Checks the folder, or the nearest one above it that exists. */
  async #checkInside(folder: string): Promise<void> {
    const root = await this.#realRoot;
    for (let at = folder; at !== this.#root && at !== dirname(at); at = dirname(at)) {
      const real = await realpath(at).catch(ifMissing);
      if (real === root || real?.startsWith(root?.endsWith(sep) ? root : `${root}${sep}`)) return;
      if (real !== undefined) throw new S3Error("fileFailed", { file: folder, reason: "symbolic link" });
    }
  }
}
