import type { Connection } from "../identity/connections.ts";

export interface SigningRegion {
  region: string;
  /** Whether the bucket is known to be in it. */
  isVerified: boolean;
}

/** The region of each bucket, by identity, learned from a listing or from one request. */
export class BucketRegions {
  readonly #known = new Map<string, SigningRegion>();
  readonly #asked = new Map<string, Promise<SigningRegion>>();

  get(connection: Connection, bucket: string): SigningRegion | undefined {
    return this.#known.get(key(connection, bucket));
  }

  set(connection: Connection, bucket: string, region: string): void {
    this.#known.set(key(connection, bucket), { region, isVerified: true });
  }

  /** Returns the known region, or calls `ask` once for all concurrent callers. */
  async find(connection: Connection, bucket: string, ask: () => Promise<SigningRegion>): Promise<SigningRegion> {
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
