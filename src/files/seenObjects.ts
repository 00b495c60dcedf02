import * as vscode from "vscode";
import type { FileMetadata } from "../core/files/objectFiles.ts";
import type { MovedObject } from "../core/objects/relocate.ts";
import { documentOf, tabsOf } from "./openEditors.ts";

/** The state of the object that an editor shows. */
interface Seen {
  etag: string;
  size: number;
  /** Milliseconds since the epoch. Unknown after a write until VS Code next calls `stat`. */
  modified?: number;
}

/** The state of an object that was read again while its document was open. The document does not show it yet. */
interface Coming extends Seen {
  /** The text with LF line endings. Absent if the content is not UTF-8. */
  text?: string;
}

/** The state to replace; an undefined ETag means that nothing may exist there. Unknown: only the user can decide. */
export type Replaced = { etag: string | undefined } | "unknown";

/**
 * Remembers which state of an object each editor shows. Saving may replace only that state. The state behind unsaved
 * text is stored, because VS Code restores the text in a later window without reading the file.
 */
export class SeenObjects implements vscode.Disposable {
  /** The three maps are keyed by URI. */
  readonly #seen = new Map<string, Seen>();
  readonly #coming = new Map<string, Coming>();
  /** The ETag that `stat` last reported to VS Code. */
  readonly #reported = new Map<string, string>();
  readonly #stored: vscode.Memento;
  readonly #listening: vscode.Disposable;

  constructor(stored: vscode.Memento) {
    this.#stored = stored;
    this.#listening = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        this.#arrive(document);
        this.#store(document);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#coming.delete(uri.toString())),
    );
  }

  dispose(): void {
    this.#listening.dispose();
  }

  read(uri: vscode.Uri, bytes: Uint8Array, { etag, modified }: { etag: string; modified: number }): void {
    const seen = { etag, size: bytes.length, modified };
    const document = documentOf(uri);
    const text = textOf(bytes);
    // Other extensions also read files. VS Code drops what it has read if the user has typed in the meantime.
    if (document && textShown(document) !== text) {
      this.#coming.set(uri.toString(), { ...seen, ...(text !== undefined && { text }) });
    } else this.#set(uri, seen);
  }

  written(uri: vscode.Uri, etag: string, size: number): void {
    this.#coming.delete(uri.toString());
    this.#set(uri, { etag, size });
  }

  /**
   * The user discarded their changes. Until VS Code has read the file again, the editor still shows what was based on
   * the old state, and saving it must ask.
   */
  discarded(uri: vscode.Uri): void {
    const id = uri.toString();
    const old = this.#shownBy(uri);
    this.#coming.delete(id);
    if (old) this.#seen.set(id, { etag: old.etag, size: old.size });
    else this.#seen.delete(id);
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
   * The editor of a moved object now shows the unsaved text of the old one. If that text was based on another state than
   * the one that was moved, or if this is unknown, saving it must ask.
   */
  carried(from: vscode.Uri, to: vscode.Uri, states: MovedObject["states"]): void {
    const shown = this.#shownBy(from);
    const etag = shown && shown.etag === states?.source ? states.target : shown?.etag;
    this.forget(to);
    if (shown && etag) this.#seen.set(to.toString(), { etag, size: shown.size });
    void this.#stored.update(storedAs(to), this.#seen.get(to.toString()));
  }

  /**
   * The state that a write may replace. For a file open in an editor, it is the state the editor shows. Any other
   * writer means to replace the current object.
   */
  replacedBy(uri: vscode.Uri, now: FileMetadata | undefined): Replaced {
    const seen = isOpen(uri) ? this.#shownBy(uri) : undefined;
    if (seen && !this.#hasAsked(uri, seen, now)) return { etag: seen.etag };
    return !seen && now && isUnsaved(uri) ? "unknown" : { etag: now?.etag };
  }

  /** What was stored with unsaved text precedes what anyone has read before VS Code restored the text. */
  #shownBy(uri: vscode.Uri): Seen | undefined {
    return (isUnsaved(uri) && this.#stored.get<Seen>(storedAs(uri))) || this.#seen.get(uri.toString());
  }

  #set(uri: vscode.Uri, seen: Seen): void {
    this.#seen.set(uri.toString(), seen);
    if (isOpen(uri) && this.#stored.get(storedAs(uri))) void this.#stored.update(storedAs(uri), seen);
  }

  #store({ uri, isDirty }: vscode.TextDocument): void {
    const isStored = this.#stored.get(storedAs(uri)) !== undefined;
    const seen = isDirty ? this.#seen.get(uri.toString()) : undefined;
    if (isStored ? !isDirty : seen) void this.#stored.update(storedAs(uri), seen);
  }

  /**
   * Whether VS Code has already asked the user about overwriting. It asks if the state last reported to it is newer
   * than the one that the editor shows and differs in size.
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

const storedAs = (uri: vscode.Uri): string => `unsaved ${uri.toString()}`;

/** The text document, and the tabs of editors of any kind. */
const editorsOf = (uri: vscode.Uri): { isDirty: boolean }[] => {
  const document = documentOf(uri);
  return [...(document ? [document] : []), ...tabsOf(uri)];
};

const isOpen = (uri: vscode.Uri): boolean => editorsOf(uri).length > 0;

export const isUnsaved = (uri: vscode.Uri): boolean => editorsOf(uri).some(({ isDirty }) => isDirty);

/** A VS Code document has only one kind of line ending, so both sides are compared with LF. */
const textShown = (document: vscode.TextDocument): string => document.getText().replaceAll(/\r\n?/g, "\n");

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replaceAll(/\r\n?/g, "\n");
  } catch {
    return undefined;
  }
}
