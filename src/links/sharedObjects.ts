import * as vscode from "vscode";
import { type SharedAs, SharedUntil } from "../core/ledger/sharedUntil.ts";
import { placeOfRow } from "../host/nodes/rowUri.ts";
import { isPageKey } from "../host/settings.ts";
import type { ShareStore } from "../host/shareStore.ts";
import { formatTime } from "../host/text/format.ts";
import type { Ledger } from "./ledger.ts";

const { t } = vscode.l10n;

/** Milliseconds: a timer can wait for 24 days at most. */
const MAX_WAIT = 86_400_000;

/**
 * Marks the rows of objects to which a link is still valid, and of folders and buckets that contain such objects. VS
 * Code draws the sign as text, and many Linux systems have no font for U+1F517, the link symbol.
 */
export class SharedObjects implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #ledger: Ledger;
  readonly #shares: ShareStore;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeFileDecorations = this.#changed.event;
  readonly #listeners: vscode.Disposable;
  #shared: SharedUntil | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(ledger: Ledger, shares: ShareStore) {
    this.#ledger = ledger;
    this.#shares = shares;
    this.#listeners = vscode.Disposable.from(
      ledger.onDidChange(() => this.#redraw()),
      shares.onDidChange(() => this.#redraw()),
    );
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const place = placeOfRow(uri);
    const shared = place && this.#read().of(place);
    if (!shared) return undefined;
    // A page leaves out what belongs to pages.
    if (shared.as === "inside" && isPageKey(place.key ?? place.prefix ?? "")) return undefined;
    return new vscode.FileDecoration("↗", tooltip(shared.as, formatTime(new Date(shared.end))));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listeners.dispose();
    this.#changed.dispose();
  }

  /** Reads the lists once for all rows, until one of them changes or a link expires. */
  #read(): SharedUntil {
    if (this.#shared) return this.#shared;
    const now = new Date();
    const pages = this.#shares.list().filter(({ kind }) => kind === "page");
    const shared = new SharedUntil(this.#ledger.links(), pages, now);
    this.#shared = shared;
    clearTimeout(this.#timer);
    if (shared.next !== undefined)
      this.#timer = setTimeout(() => this.#redraw(), Math.min(shared.next - now.getTime() + 1, MAX_WAIT));
    return shared;
  }

  #redraw(): void {
    this.#shared = undefined;
    this.#changed.fire(undefined);
  }
}

function tooltip(as: SharedAs, time: string): string {
  switch (as) {
    case "itself":
      return t("shared until {0}", time);
    case "inside":
      return t("in a folder or bucket shared until {0}", time);
    case "contents":
      return t("contains objects shared until {0}", time);
  }
}
