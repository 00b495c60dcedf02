import type { S3Client } from "@aws-sdk/client-s3";
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
  /**
   * For a write of several requests that needs the SDK's own errors. Anything that `run` throws becomes an S3Error that
   * names the operation.
   */
  send<T>(operation: string, key: string | undefined, run: (client: S3Client) => Promise<T>): Promise<T>;
  /** One level under a prefix, in one request. */
  page(place: { prefix: string }, token?: string, signal?: AbortSignal): Promise<ObjectPage>;
  /** All objects under a prefix, in key order. */
  all(prefix: string, signal?: AbortSignal): AsyncGenerator<ObjectEntry[]>;
}
