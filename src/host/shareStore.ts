import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { Bucket } from "../core/bucket.ts";
import type { Chosen } from "../core/ledger/sharedUntil.ts";
import { type KeptShare, MAX_CHOSEN, readKeptShare, type ShareRecord } from "../core/share/shareRecord.ts";
import { isRecord } from "../core/text/isRecord.ts";

const STORED_AS = "shares";

/** Milliseconds after which a new entry, or a removed one, is looked for. */
const CHECKS = [500, 2000, 5000];

/**
 * The user's pages and file requests. Neither the setting `rememberLinks` nor Remove from List affects them, because
 * only a known page can be withdrawn. Storage is read each time, because another window may have changed it. Entries
 * that this version cannot read are kept unchanged.
 */
export class ShareStore implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  /** Until the last check, as the next. */
  readonly #added = new Map<string, KeptShare>();
  /** IDs. */
  readonly #removed = new Set<string>();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** Newest first. */
  list(): KeptShare[] {
    const shares = this.#stored().flatMap((entry) => readKeptShare(entry) ?? []);
    return shares.sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
  }

  find(id: string): KeptShare | undefined {
    return this.list().find((share) => share.id === id);
  }

  /**
   * VS Code writes all state of an extension at once, and other windows notice it some time later. A window that writes
   * something in between drops the new entry, which is then added again. In the same window, VS Code replaces the state by
   * that of an earlier write when this is done, even if a newer one is under way.
   */
  async add(share: KeptShare): Promise<void> {
    const { id } = share;
    this.#added.set(id, share);
    this.#removed.delete(id);
    await this.#write((entries) => [...entries.filter((entry) => !hasId(entry, id)), share]);
    const addAgain = async () => {
      const added = this.#added.get(id);
      if (added && !this.find(id)) await this.#write((entries) => [...entries, added]);
    };
    this.#check(addAgain, () => this.#added.delete(id));
  }

  /** Does nothing if another window has removed the entry. */
  update(id: string, change: Partial<KeptShare>): Promise<void> {
    const added = this.#added.get(id);
    if (added) this.#added.set(id, { ...added, ...change });
    return this.#write((entries) => entries.map((entry) => (hasId(entry, id) ? { ...entry, ...change } : entry)));
  }

  async remove(id: string): Promise<void> {
    this.#added.delete(id);
    this.#removed.add(id);
    try {
      await this.#write((entries) => entries);
    } catch (error) {
      this.#removed.delete(id);
      throw error;
    }
    const removeAgain = async () => {
      if (this.#read().some((entry) => hasId(entry, id))) await this.#write((entries) => entries);
    };
    this.#check(removeAgain, () => this.#removed.delete(id));
  }

  dispose(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#changed.dispose();
  }

  /** @param end runs after the last check */
  #check(repair: () => Promise<void>, end: () => void): void {
    for (const [index, pause] of CHECKS.entries()) {
      const timer = setTimeout(async () => {
        this.#timers.delete(timer);
        // If this fails, the next check may succeed.
        await repair().catch(() => undefined);
        if (index === CHECKS.length - 1) end();
      }, pause);
      this.#timers.add(timer);
    }
  }

  #read(): unknown[] {
    const stored = this.#memory.get<unknown>(STORED_AS);
    return Array.isArray(stored) ? stored : [];
  }

  /** Without what this window has just removed. */
  #stored(): unknown[] {
    return this.#read().filter((entry) => !(isRecord(entry) && this.#removed.has(String(entry.id))));
  }

  async #write(change: (entries: unknown[]) => unknown[]): Promise<void> {
    const entries = change(this.#stored());
    await this.#memory.update(STORED_AS, entries.length > 0 ? entries : undefined);
    this.#changed.fire();
  }
}

/**
 * Remembers a page or request that was stored in a bucket, with the connection that can withdraw it.
 * @param chosen of a page, what it shares
 */
export function rememberShare(
  { s3, shares }: App,
  { connection }: Bucket,
  record: ShareRecord,
  chosen: Chosen[] = [],
): Promise<void> {
  const { id, profile } = connection;
  const account = s3().knownAccount(connection);
  const isKnown = chosen.length > 0 && chosen.length <= MAX_CHOSEN;
  return shares.add({
    ...record,
    connection: id,
    profile,
    ...(account && { account }),
    ...(isKnown && { chosen }),
  });
}

const hasId = (entry: unknown, id: string): entry is Record<string, unknown> => isRecord(entry) && entry.id === id;
