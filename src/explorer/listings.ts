/** A page of a container's entries. */
export interface Page<Entry> {
  entries: Entry[];
  /** Continuation token of the next page. Absent on the last page. */
  next?: string;
}

/** The pages of one container that are loaded so far, as one page. */
type Listing<Entry> = Page<Entry>;

type LoadPage<Entry> = (token?: string) => Promise<Page<Entry>>;

/** Loaded pages by container. Each page takes one request, and no page is requested twice at the same time. */
export class Listings<Entry> {
  readonly #listings = new Map<string, Listing<Entry>>();
  readonly #loading = new Map<string, Promise<Listing<Entry>>>();

  /** Returns the loaded pages, or loads the first page. */
  async get(id: string, load: LoadPage<Entry>): Promise<Listing<Entry>> {
    return this.#listings.get(id) ?? this.#load(id, load);
  }

  /** Loads one more page and returns the extended listing. */
  async more(id: string, load: LoadPage<Entry>): Promise<Listing<Entry>> {
    return this.#load(id, load);
  }

  forget(id: string): void {
    this.#listings.delete(id);
    this.#loading.delete(id);
  }

  /** Forgets all listings and ignores the results of pending requests. */
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
    // Lets #load store this promise before it is read below.
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
