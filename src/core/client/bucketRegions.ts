import type { Connection } from "../identity/connections.ts";

/** Which region each bucket is in, as each identity learnt it: from a listing, or by asking once. */
export class BucketRegions {
  readonly #known = new Map<string, string>();
  readonly #asked = new Map<string, Promise<string>>();

  get(connection: Connection, bucket: string): string | undefined {
    return this.#known.get(key(connection, bucket));
  }

  set(connection: Connection, bucket: string, region: string): void {
    this.#known.set(key(connection, bucket), region);
  }

  /** What is known, or what `ask` finds: once, however many want to know at the same time. */
  async find(connection: Connection, bucket: string, ask: () => Promise<string>): Promise<string> {
    const id = key(connection, bucket);
    const known = this.#known.get(id);
    if (known) return known;
    const asked = this.#asked.get(id) ?? ask();
    this.#asked.set(id, asked);
    try {
      const region = await asked;
      this.#known.set(id, region);
      return region;
    } finally {
      this.#asked.delete(id);
    }
  }
}

const key = ({ identity }: Connection, bucket: string) => `${identity} ${bucket}`;
