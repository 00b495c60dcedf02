import * as vscode from "vscode";
import { fileScheme } from "../contributions.ts";
import { canBeSameBucket } from "../core/address/bucketName.ts";

interface Announcement {
  /** What replaces the target, or that it is only deleted. */
  source: vscode.Uri | "none";
  /** In milliseconds, as of `performance.now()`. */
  until: number;
}

/**
 * Milliseconds that a deletion can come after its announcement: VS Code waits this long for other extensions
 * (`files.participants.timeout`). If they cancel it, it never comes.
 */
const LIFETIME = 60_000;

export interface Sources {
  /** Announced by VS Code. */
  announced?: vscode.Uri;
  /** Without an announcement: each other name that the file can have. */
  possible: vscode.Uri[];
}

/**
 * Finds what a file may be about to be replaced with. VS Code deletes what a rename or copy replaces before it asks for
 * the rename or copy, so a deletion alone does not show what it is for. VS Code announces its own renames and
 * deletions, but neither copies nor what other extensions do with `vscode.workspace.fs`.
 */
export class RenameSources implements vscode.Disposable {
  /** By target. */
  readonly #announced = new Map<string, Announcement>();
  /** The URIs of the buckets that were used in this window, through any connection and name. */
  readonly #buckets = new Map<string, vscode.Uri>();
  readonly #listeners: vscode.Disposable;

  constructor() {
    const { onWillRenameFiles, onDidRenameFiles, onWillDeleteFiles, onDidDeleteFiles } = vscode.workspace;
    this.#listeners = vscode.Disposable.from(
      onWillRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) this.#announce(newUri, oldUri);
      }),
      onDidRenameFiles(({ files }) => {
        for (const { newUri } of files) this.#announced.delete(newUri.toString());
      }),
      onWillDeleteFiles(({ files }) => {
        for (const uri of files) this.#announce(uri, "none");
      }),
      onDidDeleteFiles(({ files }) => {
        for (const uri of files) this.#announced.delete(uri.toString());
      }),
    );
  }

  #announce(target: vscode.Uri, source: vscode.Uri | "none"): void {
    const until = performance.now() + LIFETIME;
    if (target.scheme === fileScheme) this.#announced.set(target.toString(), { source, until });
  }

  /** A deletion or rename has failed, and VS Code skips what was announced with it. */
  forget(): void {
    this.#announced.clear();
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  used(uri: vscode.Uri): void {
    const bucket = bucketOf(uri);
    this.#buckets.set(bucket.toString(), bucket);
  }

  /** @param target a file that is to be deleted */
  of(target: vscode.Uri): Sources {
    const { source, until = 0 } = this.#announced.get(target.toString()) ?? {};
    this.#announced.delete(target.toString());
    if (source && performance.now() < until) {
      const isOurs = source !== "none" && source.scheme === target.scheme;
      return { ...(isOurs && { announced: source }), possible: [] };
    }
    const own = bucketOf(target);
    const others = [...this.#buckets.values()].filter(
      (bucket) => bucket.toString() !== own.toString() && canBeSameBucket(bucket.path.slice(1), own.path.slice(1)),
    );
    const rest = target.path.slice(own.path.length);
    return { possible: others.map((bucket) => bucket.with({ path: bucket.path + rest })) };
  }
}

const bucketOf = (uri: vscode.Uri): vscode.Uri =>
  uri.with({ path: uri.path.replace(/^(\/[^/]*).*$/s, "$1"), query: "", fragment: "" });
