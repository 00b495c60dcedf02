import { rejectRepeats } from "../core/client/listingProgress.ts";
import { isCancellation } from "../core/errors/errors.ts";

/** A page of a container's entries. */
export interface Page<Entry> {
  entries: Entry[];
  /** Continuation token of the next page. Absent on the last page. */
  next?: string;
  /** The operation that lists them. */
  operation: string;
}

/** The pages of one container that are loaded so far, as one page. */
type Listing<Entry> = Omit<Page<Entry>, "operation">;

type LoadPage<Entry> = (token?: string) => Promise<Page<Entry>>;

/** Pages that a renewal loads again. */
const MAX_RENEWED = 10;

interface State<Entry> {
  loaded?: Listing<Entry> | undefined;
  /** How many pages are loaded. */
  pages: number;
  /** Checks the token of each page after the first. */
  checkNew?: (token: string) => void;
  /** Why the listing could not be renewed, or that the user canceled it. */
  failure?: unknown;
  /** The only request that is running. */
  request?: Promise<Listing<Entry>> | undefined;
  /** Whether something may have changed since the first page was requested. */
  isOutdated: boolean;
  isRenewing: boolean;
}

/** Loaded pages by container. Each page takes one request, and each container has one request at a time. */
export class Listings<Entry> {
  /** When a state is removed from here, the result of its request is ignored. */
  readonly #states = new Map<string, State<Entry>>();

  /** Returns the loaded pages, or loads the first page. */
  async get(id: string, load: LoadPage<Entry>): Promise<Listing<Entry>> {
    const state = this.#stateOf(id);
    return state.loaded ?? this.#request(state, load);
  }

  /** The entries that are loaded. */
  loaded(id: string): Entry[] {
    return this.#states.get(id)?.loaded?.entries ?? [];
  }

  /** Loads one more page and returns the extended listing. */
  async more(id: string, load: LoadPage<Entry>): Promise<Listing<Entry>> {
    const state = this.#stateOf(id);
    if (state.isRenewing) await state.request?.catch(() => undefined);
    // The renewed listing can be the last page.
    if (state.loaded && !state.loaded.next) return state.loaded;
    return this.#request(state, load, state.loaded);
  }

  /** Marks the loaded pages, and those being loaded, as outdated. */
  expire(id: string): void {
    const state = this.#states.get(id);
    if (state) state.isOutdated = true;
  }

  /**
   * Loads an outdated listing again, as far as it was loaded, but at most 10 pages; until these have arrived, the loaded
   * pages are kept. A request that is running is awaited first, because its response can be older than the change; if the
   * user cancels that one, the next is not sent. Never rejects: see takeFailure.
   * @param onRenewed called after each request, even if it failed
   */
  async renew(id: string, load: LoadPage<Entry>, onRenewed: () => void): Promise<void> {
    const state = this.#states.get(id);
    if (!state || state.isRenewing) return;
    state.isRenewing = true;
    // It can become outdated again during each request.
    while (state.isOutdated && this.#states.get(id) === state) {
      const running = state.request;
      await running?.catch(() => undefined);
      if (running && isCancellation(state.failure)) break;
      await this.#request(state, load).catch((error) => {
        state.loaded = undefined;
        state.failure = error;
      });
      if (this.#states.get(id) === state) onRenewed();
    }
    state.isRenewing = false;
  }

  /**
   * Returns the failure of the last renewal, once, unless a page has been loaded after it. A cancellation is returned
   * each time, because drawing a container must not ask the user again what the user has just canceled.
   */
  takeFailure(id: string): unknown {
    const state = this.#states.get(id);
    const failure = state?.failure;
    if (state && !isCancellation(failure)) state.failure = undefined;
    return failure;
  }

  forgetCancellation(id: string): void {
    const state = this.#states.get(id);
    if (state && isCancellation(state.failure)) state.failure = undefined;
  }

  forget(id: string): void {
    this.#states.delete(id);
  }

  /** Forgets all listings and ignores the results of pending requests. */
  clear(): void {
    this.#states.clear();
  }

  #stateOf(id: string): State<Entry> {
    const state = this.#states.get(id) ?? { pages: 0, isOutdated: false, isRenewing: false };
    this.#states.set(id, state);
    return state;
  }

  /** @param before the loaded pages to extend; absent for the first page */
  #request(state: State<Entry>, load: LoadPage<Entry>, before?: Listing<Entry>): Promise<Listing<Entry>> {
    if (state.request) return state.request;
    if (!before) state.isOutdated = false;
    state.request = this.#load(state, load, before).finally(() => {
      state.request = undefined;
    });
    return state.request;
  }

  async #load(state: State<Entry>, load: LoadPage<Entry>, before?: Listing<Entry>): Promise<Listing<Entry>> {
    const count = before ? 1 : Math.min(state.pages, MAX_RENEWED);
    let listing = await this.#loadPage(state, load, before).catch((error: unknown) => {
      if (!before && isCancellation(error)) state.failure = error;
      throw error;
    });
    let pages = before ? state.pages + 1 : 1;
    for (; pages < count && listing.next; pages++) {
      const longer = await this.#loadPage(state, load, listing).catch(() => undefined);
      if (!longer) break;
      listing = longer;
    }
    Object.assign(state, { loaded: listing, pages, failure: undefined });
    return listing;
  }

  async #loadPage(state: State<Entry>, load: LoadPage<Entry>, before?: Listing<Entry>): Promise<Listing<Entry>> {
    const { entries, next, operation } = await load(before?.next);
    if (!before || !state.checkNew) state.checkNew = rejectRepeats(operation);
    if (next) state.checkNew(next);
    return { entries: [...(before?.entries ?? []), ...entries], ...(next && { next }) };
  }
}
