import { grants } from "./acl.ts";
import type { Bucket } from "./bucketStore.ts";
import { accessDenied } from "./failure.ts";
import type { S3User, Signer } from "./sigV4.ts";
import type { StoredObject } from "./storedObject.ts";

const OBJECT_READS = /^(Get|Head)Object(Attributes)?$/;
const BUCKET_READS = /^(HeadBucket|ListObjects(V2)?|ListObjectVersions|ListMultipartUploads)$/;
const WRITES =
  /^(PutObject|PostObject|DeleteObjects?|CopyObject|(Create|Complete|Abort)MultipartUpload|UploadPart(Copy)?|ListParts)$/;

/** Whether someone other than the owner may do it. Bucket policies are evaluated only by checkPolicyDenials. */
export function mayPerform(operation: string, bucket: Bucket, object: StoredObject | undefined, signer?: Signer) {
  if (signer?.user.accountId === bucket.owner) return true;
  if (bucket.publicRead && /^(Get|Head|List)/.test(operation)) return true;
  const signedIn = signer !== undefined;
  if (OBJECT_READS.test(operation)) return grants(object?.grants, "READ", signedIn);
  if (BUCKET_READS.test(operation)) return grants(bucket.grants, "READ", signedIn);
  return WRITES.test(operation) && grants(bucket.grants, "WRITE", signedIn);
}

export const mayRead = (bucket: Bucket, object: StoredObject | undefined, signer: Signer | undefined): boolean =>
  mayPerform("GetObject", bucket, object, signer);

/**
 * Requests to a Requester Pays bucket, except the owner's, must be signed and confirm that the signer pays: Amazon S3
 * User Guide, "Using Requester Pays buckets".
 */
export function checkPayer({ owner, configurations }: Bucket, given: Record<string, string>, signer?: Signer): void {
  if (!configurations.get("requestPayment")?.includes("<Payer>Requester<")) return;
  if (signer?.user.accountId === owner) return;
  if (!signer || given["x-amz-request-payer"] !== "requester") throw accessDenied();
}

/**
 * The IAM action of an operation when it differs from the operation's name: Service Authorization Reference, Amazon S3.
 */
const ACTIONS: Record<string, string> = {
  ListBuckets: "ListAllMyBuckets",
  ListObjects: "ListBucket",
  ListObjectsV2: "ListBucket",
  ListObjectVersions: "ListBucketVersions",
  ListMultipartUploads: "ListBucketMultipartUploads",
  ListParts: "ListMultipartUploadParts",
  HeadBucket: "ListBucket",
  HeadObject: "GetObject",
  CopyObject: "PutObject",
  PostObject: "PutObject",
  CreateMultipartUpload: "PutObject",
  UploadPart: "PutObject",
  UploadPartCopy: "PutObject",
  CompleteMultipartUpload: "PutObject",
  DeleteObjects: "DeleteObject",
};
/** Those of directory buckets, where a session is the permission for everything else. */
const EXPRESS_ACTIONS: Record<string, string> = {
  ListDirectoryBuckets: "ListAllMyDirectoryBuckets",
  CreateSession: "CreateSession",
};

export const iamActionOf = (operation: string): string =>
  operation in EXPRESS_ACTIONS ? `s3express:${EXPRESS_ACTIONS[operation]}` : `s3:${ACTIONS[operation] ?? operation}`;

/** Whether the signer's own policies deny an action. */
export const isDenied = (action: string, signer: Signer | undefined): boolean =>
  signer?.user.denied?.includes(action) ?? false;

export function checkPermission(operation: string, { denied, accountId }: S3User, region: string | undefined): void {
  const action = iamActionOf(operation);
  if (!denied?.includes(action)) return;
  const error = accessDenied(
    `User: arn:aws:iam::${accountId}:user/test is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
  );
  if (region) error.headers["x-amz-bucket-region"] = region;
  throw error;
}
