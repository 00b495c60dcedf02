import * as vscode from "vscode";
import type { App } from "../app.ts";
import {
  type ArrivalMemory,
  newestFirst,
  type Place,
  placesOf,
  readArrivalMemory,
  unseenOf,
  withListing,
  withSeen,
} from "../core/share/arrivalPlan.ts";
import type { AllArrived, Arrived, ArrivedFile } from "../core/share/arrived.ts";
import type { KeptShare } from "../core/share/shareRecord.ts";
import type { ShareStore } from "./shareStore.ts";

const STORED_AS = "arrivals";

/**
 * What arrived for the user's file requests. How much of it is new is kept for all windows, and the files themselves for
 * this one.
 */
export class Arrivals implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #shares: ShareStore;
  readonly #listed = new Map<string, AllArrived>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  /** Fired when the view that lists requests becomes visible. */
  readonly viewShown = new vscode.EventEmitter<void>();
  /** Fire it to show a request in the view. */
  readonly reveal = new vscode.EventEmitter<KeptShare>();

  constructor(memory: vscode.Memento, shares: ShareStore) {
    this.#memory = memory;
    this.#shares = shares;
  }

  /** Read from storage each time, because another window may have changed it. */
  memory(): ArrivalMemory {
    return readArrivalMemory(this.#memory.get<unknown>(STORED_AS));
  }

  async update(change: (memory: ArrivalMemory) => ArrivalMemory): Promise<void> {
    await this.#memory.update(STORED_AS, withSeen(change(this.memory()), this.#shares.list()));
    this.#changed.fire();
  }

  /** The number of files that the user has not seen, of one request or of all. */
  unseen(id?: string): number {
    const memory = this.memory();
    const ids = id === undefined ? this.#shares.list().map((share) => share.id) : [id];
    return ids.reduce((sum, each) => sum + unseenOf(memory, each), 0);
  }

  /** Of the last call of list in this window. */
  listed({ id }: KeptShare): AllArrived | undefined {
    return this.#listed.get(id);
  }

  /** Forgets unfinished files whose uploads were aborted. */
  forgetUploads(uploadIds: readonly string[]): void {
    for (const [id, { unfinished, ...arrived }] of this.#listed)
      this.#listed.set(id, { ...arrived, unfinished: unfinished.filter((file) => !uploadIds.includes(file.uploadId)) });
    this.#changed.fire();
  }

  /**
   * Lists everything that arrived for a request, for a user who looks at it.
   * @throws S3Error see arrivedFiles
   */
  async list(app: App, share: KeptShare, signal: AbortSignal): Promise<AllArrived> {
    const arrived = await app.aws().arrivedFiles(await app.bucket(share), share, signal);
    this.#listed.set(share.id, arrived);
    for (const place of placesOf(share))
      await this.remember(share, place, { ...arrived, files: arrived.files.filter((file) => isAt(file, place)) });
    const newest = arrived.files[0]?.modified;
    if (newest && newest.toISOString() !== share.seenUntil)
      await this.#shares.update(share.id, { seenUntil: newest.toISOString() });
    await this.update((memory) => withSeen(memory, this.#shares.list(), share.id));
    return arrived;
  }

  /**
   * Remembers a listing of one place.
   * @returns how many of the files are newer than all that were listed or seen before
   */
  async remember(share: KeptShare, place: Place, listed: Arrived): Promise<number> {
    let count = 0;
    const known = this.#listed.get(share.id);
    if (known) this.#listed.set(share.id, replaced(known, place, listed));
    await this.update((remembered) => {
      const { memory, arrived } = withListing(remembered, share, place, listed.files, new Date());
      count = arrived;
      return memory;
    });
    return count;
  }

  dispose(): void {
    for (const emitter of [this.#changed, this.viewShown, this.reveal]) emitter.dispose();
  }
}

const isAt = ({ inSlot }: ArrivedFile, place: Place): boolean => inSlot === (place === "slots");

/** Replaces the files of one place. A listing of slots does not contain the names that senders gave. */
function replaced(known: AllArrived, place: Place, { files, hasMore }: Arrived): AllArrived {
  const names = new Map(known.files.map(({ key, name }) => [key, name]));
  const others = known.files.filter((file) => !isAt(file, place));
  const named = files.map((file) => ({ ...file, name: (file.inSlot && names.get(file.key)) || file.name }));
  const keys = new Set(files.map(({ key }) => key));
  const unfinished = known.unfinished.filter(({ key }) => !keys.has(key));
  return {
    unfinished,
    files: newestFirst([...others, ...named]),
    hasMore: place === "folder" ? hasMore : known.hasMore,
  };
}
