import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from "./buckets.ts";
import type { BucketExchange, Exchange, ObjectExchange, S3Response } from "./exchange.ts";
import { accessDenied, S3Failure } from "./failure.ts";
import { listObjects, listObjectsV2 } from "./listing.ts";
import { deleteObject, getObject, putObject } from "./objects.ts";
import type { S3Request } from "./request.ts";
import { checkRegion } from "./sigV4.ts";

type Answer<E> = (exchange: E) => S3Response | Promise<S3Response>;

/** What the server can do, by name of operation. */
const SERVICE: Record<string, Answer<Exchange>> = { ListBuckets: listBuckets, CreateBucket: createBucket };
const BUCKET: Record<string, Answer<BucketExchange>> = {
  HeadBucket: headBucket,
  DeleteBucket: deleteBucket,
  GetBucketLocation: getBucketLocation,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
};
const OBJECT: Record<string, Answer<ObjectExchange>> = {
  GetObject: getObject,
  HeadObject: getObject,
  PutObject: putObject,
  DeleteObject: deleteObject,
};

/** The IAM action of an operation, where it is not the operation's own name. */
const ACTIONS: Record<string, string> = {
  ListBuckets: "ListAllMyBuckets",
  ListObjects: "ListBucket",
  ListObjectsV2: "ListBucket",
  HeadBucket: "ListBucket",
  HeadObject: "GetObject",
};

/** Sub-resources that name an operation of their own; those not listed in the tables above are answered with 501. */
const SUBRESOURCES =
  /^(accelerate|acl|analytics|attributes|cors|delete|encryption|intelligent-tiering|inventory|legal-hold|lifecycle|location|logging|metrics|notification|object-lock|ownershipControls|partNumber|policy|policyStatus|publicAccessBlock|replication|requestPayment|restore|retention|select|session|tagging|torrent|uploadId|uploads|versioning|versions|website)$/;

/** The operation that a request means, or `unknown`. */
export function operationOf({ method, bucket, key, query, headers }: S3Request): string {
  const sub = [...query.keys()].find((name) => SUBRESOURCES.test(name));
  if (!bucket) return method === "GET" ? "ListBuckets" : "unknown";
  if (sub) return sub === "location" && method === "GET" && !key ? "GetBucketLocation" : "unknown";
  if (headers["x-amz-copy-source"]) return "unknown";
  const lists = query.get("list-type") === "2" ? "ListObjectsV2" : "ListObjects";
  const names: Record<string, string> = key
    ? { GET: "GetObject", HEAD: "HeadObject", PUT: "PutObject", DELETE: "DeleteObject" }
    : { GET: lists, HEAD: "HeadBucket", PUT: "CreateBucket", DELETE: "DeleteBucket" };
  return names[method] ?? "unknown";
}

/** Check what the caller may do, then do it. */
export async function perform(operation: string, exchange: Exchange): Promise<S3Response> {
  const { request, signer, store } = exchange;
  checkPermission(operation, exchange);
  const service = SERVICE[operation];
  if (service) return service(exchange);
  const answer = BUCKET[operation] ?? OBJECT[operation];
  if (!answer)
    throw new S3Failure(501, "NotImplemented", "A header you provided implies functionality that is not implemented");
  const bucket = store.get(request.bucket as string);
  if (signer) checkRegion(signer, bucket.region);
  if (signer?.user.accountId !== bucket.owner && !(bucket.publicRead && /^(Get|Head|List)/.test(operation))) {
    const error = accessDenied();
    error.headers["x-amz-bucket-region"] = bucket.region;
    throw error;
  }
  const inBucket = { ...exchange, bucket };
  return operation in BUCKET
    ? (answer as Answer<BucketExchange>)(inBucket)
    : (answer as Answer<ObjectExchange>)({ ...inBucket, key: request.key as string });
}

function checkPermission(operation: string, { request, signer, store }: Exchange): void {
  const action = `s3:${ACTIONS[operation] ?? operation}`;
  if (!signer?.user.denied?.includes(action)) return;
  const region = request.bucket && store.find(request.bucket)?.region;
  const message = `User: arn:aws:iam::${signer.user.accountId}:user/test is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;
  throw new S3Failure(403, "AccessDenied", message, {}, region ? { "x-amz-bucket-region": region } : {});
}
