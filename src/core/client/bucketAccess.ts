import type { ObjectEntry, ObjectPage } from "./pages.ts";
import type { Send } from "./send.ts";

/** Access to one bucket through one connection. Every method rejects with an S3Error. */
export interface BucketAccess {
  readonly bucket: string;
  /** URL, or `AWS`. */
  readonly endpoint: string;
  /** Milliseconds without a byte after which a transfer fails. */
  readonly idleTimeout: number;
  /** The same for every access with the same account and endpoint. */
  readonly identity: string;
  /** Sends requests of the same connection, to any bucket. */
  readonly request: Send;
  /** One level under a prefix, in one request. */
  page(place: { prefix: string }, token?: string, signal?: AbortSignal): Promise<ObjectPage>;
  /** All objects under a prefix, in key order. */
  all(prefix: string, signal?: AbortSignal): AsyncGenerator<ObjectEntry[]>;
}
