/** The pages of one container that have been loaded so far. */
export interface Listing<Entry> {
  entries: Entry[];
  /** Asks for the next page; absent on the last. */
  next?: string;
}

type LoadPage<Entry> = (token?: string) => Promise<{ entries: Entry[]; next?: string }>;

/** Loaded pages by container, each page one request, and never two requests for the same page. */
export class Listings<Entry> {
  readonly #listings = new Map<string, Listing<Entry>>();
  readonly #loading = new Map<string, Promise<Listing<Entry>>>();

  /** What has been loaded, or else the first page. */
  async get(id: string, load: LoadPage<Entry>): Promise<Listing<Entry>> {
    return this.#listings.get(id) ?? this.#load(id, load);
  }

  /** The listing with one page more. */
  async more(id: string, load: LoadPage<Entry>): Promise<Listing<Entry>> {
    return this.#load(id, load);
  }

  forget(id: string): void {
    this.#listings.delete(id);
    this.#loading.delete(id);
  }

  /** Forget; a request under way no longer counts. */
  clear(): void {
    this.#listings.clear();
    this.#loading.clear();
  }

  #load(id: string, load: LoadPage<Entry>): Promise<Listing<Entry>> {
    const loading = this.#loading.get(id) ?? this.#append(id, load);
    this.#loading.set(id, loading);
    return loading;
  }

  async #append(id: string, load: LoadPage<Entry>): Promise<Listing<Entry>> {
    const before = this.#listings.get(id);
    // Deferred, so that the caller has noted this promise before anything can look for it.
    await Promise.resolve();
    const current = this.#loading.get(id);
    try {
      const page = await load(before?.next);
      const listing = { entries: [...(before?.entries ?? []), ...page.entries], ...(page.next && { next: page.next }) };
      if (this.#loading.get(id) === current) this.#listings.set(id, listing);
      return listing;
    } finally {
      if (this.#loading.get(id) === current) this.#loading.delete(id);
    }
  }
}
