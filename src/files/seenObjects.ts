import * as vscode from "vscode";
import type { FileMetadata } from "../core/files/objectFiles.ts";

/** What an editor shows. */
interface Seen {
  etag: string;
  size: number;
  /** Unknown after a write, until VS Code asks for it. */
  modified?: number;
}

/** Read anew of a document that is open, and not yet what it shows. */
interface Coming extends Seen {
  /** With line feeds alone; absent where it is not UTF-8. */
  text?: string;
}

/** Which state of an object each editor shows, and so what its save may replace. */
export class SeenObjects implements vscode.Disposable {
  /** All by URI. */
  readonly #seen = new Map<string, Seen>();
  readonly #coming = new Map<string, Coming>();
  /** ETag of what VS Code was told of last. */
  readonly #reported = new Map<string, string>();
  readonly #listening: vscode.Disposable;

  constructor() {
    this.#listening = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#arrive(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#coming.delete(uri.toString())),
    );
  }

  dispose(): void {
    this.#listening.dispose();
  }

  read(uri: vscode.Uri, bytes: Uint8Array, { etag, modified }: { etag: string; modified: number }): void {
    const seen = { etag, size: bytes.length, modified };
    const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
    const text = textOf(bytes);
    // Others read too, and VS Code drops what it has read where somebody has typed meanwhile.
    if (document && textShown(document) !== text) {
      this.#coming.set(uri.toString(), { ...seen, ...(text !== undefined && { text }) });
    } else this.#seen.set(uri.toString(), seen);
  }

  written(uri: vscode.Uri, etag: string, size: number): void {
    this.#coming.delete(uri.toString());
    this.#seen.set(uri.toString(), { etag, size });
  }

  reported(uri: vscode.Uri, { etag, modified }: Partial<FileMetadata>): void {
    const seen = this.#seen.get(uri.toString());
    if (etag) this.#reported.set(uri.toString(), etag);
    if (seen && seen.etag === etag && modified !== undefined) seen.modified = modified;
  }

  forget(uri: vscode.Uri): void {
    for (const map of [this.#seen, this.#coming, this.#reported]) map.delete(uri.toString());
  }

  /**
   * Only an editor shows what it would replace; whoever else writes here means what stands there now.
   * @returns ETag
   */
  replacedBy(uri: vscode.Uri, now: FileMetadata | undefined): string | undefined {
    const seen = isOpen(uri) ? this.#seen.get(uri.toString()) : undefined;
    return seen && !this.#hasAsked(uri, seen, now) ? seen.etag : now?.etag;
  }

  /**
   * Whether VS Code has asked already: it does before it gets here, where what it was told of is newer than what the
   * editor shows, and of another size.
   */
  #hasAsked(uri: vscode.Uri, seen: Seen, now: FileMetadata | undefined): boolean {
    if (!now || seen.modified === undefined || this.#reported.get(uri.toString()) !== now.etag) return false;
    return now.modified > seen.modified && now.size !== seen.size;
  }

  #arrive(document: vscode.TextDocument): void {
    const id = document.uri.toString();
    const { text, ...seen } = this.#coming.get(id) ?? {};
    if (!("etag" in seen) || document.isDirty) return;
    if (text !== undefined && textShown(document) !== text) return;
    this.#coming.delete(id);
    this.#seen.set(id, seen as Seen);
  }
}

function isOpen(uri: vscode.Uri): boolean {
  const isIt = (other: unknown) => String(other) === uri.toString();
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
  return (
    vscode.workspace.textDocuments.some((document) => isIt(document.uri)) ||
    tabs.some(({ input }) => isIt((input as { uri?: unknown } | undefined)?.uri))
  );
}

/** A document has one kind of line end. */
const textShown = (document: vscode.TextDocument): string => document.getText().replaceAll(/\r\n?/g, "\n");

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replaceAll(/\r\n?/g, "\n");
  } catch {
    return undefined;
  }
}
