import type { Connection } from "./connections.ts";

/** Which region each bucket is in, as each identity learnt it: from a listing, or by one HeadBucket. */
export class BucketRegions {
  readonly #known = new Map<string, string>();

  get(connection: Connection, bucket: string): string | undefined {
    return this.#known.get(key(connection, bucket));
  }

  set(connection: Connection, bucket: string, region: string): void {
    this.#known.set(key(connection, bucket), region);
  }
}

const key = ({ identity }: Connection, bucket: string) => `${identity} ${bucket}`;
