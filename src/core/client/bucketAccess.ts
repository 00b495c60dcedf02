import type { S3Client } from "@aws-sdk/client-s3";
import type { ObjectEntry, ObjectPage } from "./pages.ts";
import type { Send } from "./send.ts";

/** One bucket as seen through one connection. Every method rejects with an S3Error. */
export interface BucketAccess {
  readonly bucket: string;
  /** URL, or `AWS`. */
  readonly endpoint: string;
  /** Milliseconds without a byte after which a transfer counts as lost. */
  readonly idleTimeout: number;
  /** The same for whoever asks as the same account at the same endpoint. */
  readonly identity: string;
  /** Of the same connection, to any bucket. */
  readonly request: Send;
  /** Whatever `run` throws becomes an S3Error that names the operation. */
  send<T>(operation: string, key: string | undefined, run: (client: S3Client) => Promise<T>): Promise<T>;
  /** One level below a prefix, one request. */
  page(place: { prefix: string }, token?: string, signal?: AbortSignal): Promise<ObjectPage>;
  /** All that lies below a prefix, in key order. */
  all(prefix: string, signal?: AbortSignal): AsyncGenerator<ObjectEntry[]>;
  /**
   * Whether the server heeds If-Match where it writes; found out once an endpoint.
   * @param key near which to find out
   */
  supportsConditions(key: string): Promise<boolean>;
}
