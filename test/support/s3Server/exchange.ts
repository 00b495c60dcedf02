import type { Bucket, BucketStore } from "./bucketStore.ts";
import type { Payload } from "./payload.ts";
import type { S3Request } from "./request.ts";
import type { S3User, Signer } from "./sigV4.ts";

/** One request during its operation. */
export interface Exchange {
  request: S3Request;
  /** The headers, with the values that a presigned query may supply instead. */
  given: Record<string, string>;
  /** Absent for an anonymous request. */
  signer: Signer | undefined;
  store: BucketStore;
  users: S3User[];
  now: Date;
  /** The body, which can be read once; it is verified against the signed hash at its end. */
  payload: () => Payload;
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
