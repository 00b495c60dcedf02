import * as vscode from "vscode";
import type { FileMetadata } from "../core/files/objectFiles.ts";

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
  /** The maps and the set are keyed by URI. */
  readonly #seen = new Map<string, Seen>();
  readonly #coming = new Map<string, Coming>();
  /** The ETag that `stat` last reported to VS Code. */
  readonly #reported = new Map<string, string>();
  /** What unsaved editors showed when VS Code started to rename their files. It marks them as saved before it renames. */
  readonly #leaving = new Map<string, Seen | undefined>();
  /** New files whose editors get the unsaved text of the old ones. VS Code can show the object before. */
  readonly #arriving = new Set<string>();
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
      vscode.workspace.onWillRenameFiles(({ files }) => {
        for (const { oldUri } of files) this.#leave(oldUri);
      }),
    );
  }

  dispose(): void {
    this.#listening.dispose();
  }

  read(uri: vscode.Uri, bytes: Uint8Array, { etag, modified }: { etag: string; modified: number }): void {
    const seen = { etag, size: bytes.length, modified };
    const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
    const text = textOf(bytes);
    // Other extensions also read files. VS Code drops what it has read if the user has typed in the meantime.
    if (this.#arriving.has(uri.toString()) || (document && textShown(document) !== text)) {
      this.#coming.set(uri.toString(), { ...seen, ...(text !== undefined && { text }) });
    } else this.#set(uri, seen);
  }

  written(uri: vscode.Uri, etag: string, size: number): void {
    this.#arriving.delete(uri.toString());
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

  /** If unsaved text was based on another state than the one that was moved, saving it must ask. */
  moved(from: vscode.Uri, to: vscode.Uri, etags?: { old: string | undefined; new: string | undefined }): void {
    const [oldId, newId] = [from.toString(), to.toString()];
    const shown = this.#leaving.get(oldId);
    this.forget(from);
    this.forget(to);
    if (this.#leaving.delete(oldId)) this.#arriving.add(newId);
    else this.#arriving.delete(newId);
    if (!shown) return;
    const etag = shown.etag === etags?.old ? (etags.new ?? shown.etag) : shown.etag;
    this.#seen.set(newId, { etag, size: shown.size });
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

  #leave(file: vscode.Uri): void {
    for (const { uri, isDirty } of openEditors()) {
      const id = String(uri);
      if (id !== file.toString() && !id.startsWith(`${file}/`)) continue;
      if (isDirty) this.#leaving.set(id, this.#shownBy(vscode.Uri.parse(id)));
      else this.#leaving.delete(id);
    }
  }

  #store({ uri, isDirty }: vscode.TextDocument): void {
    if (isDirty) this.#arriving.delete(uri.toString());
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
    if (!("etag" in seen) || document.isDirty || this.#arriving.has(id)) return;
    if (text !== undefined && textShown(document) !== text) return;
    this.#coming.delete(id);
    this.#seen.set(id, seen as Seen);
  }
}

const storedAs = (uri: vscode.Uri): string => `unsaved ${uri.toString()}`;

export const isOpen = (uri: vscode.Uri): boolean => editorsOf(uri).length > 0;

export const isUnsaved = (uri: vscode.Uri): boolean => editorsOf(uri).some(({ isDirty }) => isDirty);

const editorsOf = (uri: vscode.Uri) => openEditors().filter((editor) => String(editor.uri) === uri.toString());

/** Text documents, and tabs of editors of any kind. */
function openEditors(): { uri: unknown; isDirty: boolean }[] {
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
  const uriOf = ({ input }: vscode.Tab) => (input as { uri?: unknown } | undefined)?.uri;
  return [...vscode.workspace.textDocuments, ...tabs.map((tab) => ({ uri: uriOf(tab), isDirty: tab.isDirty }))];
}

/** A VS Code document has only one kind of line ending, so both sides are compared with LF. */
const textShown = (document: vscode.TextDocument): string => document.getText().replaceAll(/\r\n?/g, "\n");

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replaceAll(/\r\n?/g, "\n");
  } catch {
    return undefined;
  }
}
