import * as vscode from "vscode";
import type { App } from "../app.ts";
import { asS3Error, type S3Error } from "../core/errors/errors.ts";
import type { ArrivedFile } from "../core/share/arrived.ts";
import type { KeptShare } from "../core/share/shareRecord.ts";
import type { UnfinishedFile } from "../core/share/unfinished.ts";
import { errorMessage } from "../host/text/errorText.ts";
import type { ArrivedNode, LedgerNode, NoteNode, UnfinishedNode } from "./nodes.ts";

const { t } = vscode.l10n;

/** Milliseconds. */
const TIMEOUT = 60_000;

/** The rows below file requests. Only a request that the user opens is listed. */
export class ArrivedRows implements vscode.Disposable {
  readonly #app: App;
  readonly #failures = new Map<string, S3Error>();
  readonly #loading = new Map<string, Promise<void>>();

  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #listener: vscode.Disposable;

  constructor(app: App) {
    this.#app = app;
    this.#listener = app.arrivals.onDidChange(() => this.#changed.fire());
  }

  unseen({ id }: KeptShare): number {
    return this.#app.arrivals.unseen(id);
  }

  /** Newest first, and then what is unfinished. */
  async rows(share: KeptShare): Promise<(ArrivedNode | UnfinishedNode | NoteNode)[]> {
    if (!this.#app.arrivals.listed(share) && !this.#failures.has(share.id)) await this.#load(share);
    const failure = this.#failures.get(share.id);
    if (failure) return [note(share, errorMessage(failure))];
    const { files = [], unfinished = [], hasMore = false } = this.#app.arrivals.listed(share) ?? {};
    const none = files.length === 0 ? [note(share, t("No files have arrived yet."))] : [];
    const more = hasMore
      ? [note(share, t("The folder contains more files. To see them all, choose Reveal Folder in Tree."))]
      : [];
    return [
      ...none,
      ...files.map((file) => arrivedNode(share, file)),
      ...more,
      ...unfinished.map((file) => unfinishedNode(share, file)),
    ];
  }

  /** For a user who opens a request again. The first time, its rows are listed anyway. */
  async opened(node: LedgerNode): Promise<void> {
    if (node.kind !== "request") return;
    const { share } = node;
    if (!this.#app.arrivals.listed(share) && !this.#failures.has(share.id)) return;
    await this.#load(share);
    this.#changed.fire();
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }

  /** Once for all rows that are drawn at the same time. */
  #load(share: KeptShare): Promise<void> {
    const loading = this.#loading.get(share.id) ?? this.#list(share).finally(() => this.#loading.delete(share.id));
    this.#loading.set(share.id, loading);
    return loading;
  }

  async #list(share: KeptShare): Promise<void> {
    try {
      await this.#app.arrivals.list(this.#app, share, AbortSignal.timeout(TIMEOUT));
      this.#failures.delete(share.id);
    } catch (error) {
      const failure = asS3Error(error);
      this.#app.log.error(failure);
      this.#failures.set(share.id, failure);
    }
  }
}

function arrivedNode({ connection, bucket }: KeptShare, file: ArrivedFile): ArrivedNode {
  const { key, size, modified } = file;
  return { kind: "object", at: { connection, bucket, key }, object: { size, ...(modified && { modified }) }, file };
}

function unfinishedNode({ connection, bucket }: KeptShare, file: UnfinishedFile): UnfinishedNode {
  return { kind: "unfinished", at: { connection, bucket, key: file.key }, file };
}

const note = ({ id }: KeptShare, text: string): NoteNode => ({ kind: "note", id: `${id} note ${text}`, text });
