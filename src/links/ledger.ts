import * as vscode from "vscode";
import type { App } from "../app.ts";
import { configurationSection } from "../contributions.ts";
import { linkState, parseLedger, rememberLinks, type SharedLink, storedLedger } from "../core/ledger/linkLedger.ts";
import { rememberedLinks } from "../host/settings.ts";

const STORED_AS = "sharedLinks";

/**
 * The list of what was shared, kept per user. It is read from storage each time, because another window may have
 * changed it.
 */
export class Ledger implements vscode.Disposable {
  readonly #memento: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #listeners: vscode.Disposable;

  constructor({ memory, shared }: App) {
    this.#memento = memory;
    this.#listeners = vscode.Disposable.from(
      shared.event((links) => this.#write(rememberLinks(this.links(), links, rememberedLinks()))),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration(configurationSection)) return;
        if (this.links().length > rememberedLinks())
          void this.#write(rememberLinks(this.links(), [], rememberedLinks()));
        else this.#changed.fire();
      }),
    );
  }

  links(): SharedLink[] {
    return parseLedger(this.#memento.get<unknown>(STORED_AS));
  }

  async remove(ids: ReadonlySet<string>): Promise<void> {
    await this.#write(this.links().filter(({ id }) => !ids.has(id)));
  }

  async removeEnded(now: Date): Promise<void> {
    await this.#write(this.links().filter((link) => linkState(link, now) !== "ended"));
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#changed.dispose();
  }

  async #write(links: SharedLink[]): Promise<void> {
    await this.#memento.update(STORED_AS, links.length > 0 ? storedLedger(links) : undefined);
    this.#changed.fire();
  }
}
