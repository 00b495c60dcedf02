import type { Bucket, BucketStore } from "./bucketStore.ts";
import type { S3Request } from "./request.ts";
import type { Signer } from "./sigV4.ts";

/** One request on its way through an operation. */
export interface Exchange {
  request: S3Request;
  /** Absent for an anonymous request. */
  signer: Signer | undefined;
  store: BucketStore;
  now: Date;
  /** Reads the body and checks it against the signed hash. */
  body: () => Promise<Buffer>;
}

/** An exchange whose bucket exists, is in the signed region and belongs to the caller. */
export interface BucketExchange extends Exchange {
  bucket: Bucket;
}

export interface ObjectExchange extends BucketExchange {
  key: string;
}

export interface S3Response {
  status: number;
  headers?: Record<string, string | number>;
  body?: string | Buffer;
}
