import * as vscode from "vscode";
import { fileScheme } from "../contributions.ts";
import { canBeSameBucket } from "../core/address/bucketName.ts";

/**
 * Finds what a file may be about to be replaced with. VS Code deletes what a rename or copy replaces before it asks for
 * the rename or copy, so a deletion alone does not show what it is for. VS Code announces its own renames and
 * deletions, but neither copies nor what other extensions do with `vscode.workspace.fs`.
 */
export class RenameSources implements vscode.Disposable {
  /** By target: the announced source, or that only a deletion was announced. */
  readonly #announced = new Map<string, vscode.Uri | "none">();
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
    if (target.scheme === fileScheme) this.#announced.set(target.toString(), source);
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  used(uri: vscode.Uri): void {
    const bucket = bucketOf(uri);
    this.#buckets.set(bucket.toString(), bucket);
  }

  /** For a file that is to be deleted: the announced source, or else each other name that the file can have. */
  of(target: vscode.Uri): vscode.Uri[] {
    const announced = this.#announced.get(target.toString());
    this.#announced.delete(target.toString());
    if (announced) return announced === "none" || announced.scheme !== target.scheme ? [] : [announced];
    const own = bucketOf(target);
    const others = [...this.#buckets.values()].filter(
      (bucket) => bucket.toString() !== own.toString() && canBeSameBucket(bucket.path.slice(1), own.path.slice(1)),
    );
    return others.map((bucket) => bucket.with({ path: bucket.path + target.path.slice(own.path.length) }));
  }
}

const bucketOf = (uri: vscode.Uri): vscode.Uri =>
  uri.with({ path: uri.path.replace(/^(\/[^/]*).*$/s, "$1"), query: "", fragment: "" });
