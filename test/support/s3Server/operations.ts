import { checkPayer, checkPermission, mayPerform } from "./access.ts";
import { getBucketAcl, getObjectAcl, putBucketAcl, putObjectAcl } from "./acl.ts";
import {
  deleteObjectAnnotation,
  getObjectAnnotation,
  listObjectAnnotations,
  putObjectAnnotation,
} from "./annotations.ts";
import { configurationOperations, getBucketPolicyStatus } from "./bucketConfigurations.ts";
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from "./buckets.ts";
import { copyObject } from "./copyObject.ts";
import { preflight } from "./cors.ts";
import { deleteObjects } from "./deleteObjects.ts";
import { createSession, listDirectoryBuckets, renameObject } from "./directoryBuckets.ts";
import type { BucketExchange, Exchange, ObjectExchange, S3Response } from "./exchange.ts";
import { accessDenied, S3Failure } from "./failure.ts";
import { listObjects, listObjectsV2 } from "./listing.ts";
import { listMultipartUploads, listParts } from "./listUploads.ts";
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  uploadPart,
  uploadPartCopy,
} from "./multipart.ts";
import { getObjectAttributes } from "./objectAttributes.ts";
import { getObjectLegalHold, getObjectRetention, putObjectLegalHold, putObjectRetention } from "./objectLock.ts";
import { deleteObject, getObject } from "./objects.ts";
import { checkPolicyDenials, checkRequiredHeaders } from "./policyDenial.ts";
import { postObject } from "./postObject.ts";
import { putObject } from "./putObject.ts";
import { restoreObject } from "./restore.ts";
import { checkRegion } from "./sigV4.ts";
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from "./tags.ts";
import { listObjectVersions } from "./versions.ts";

type Handler<E> = (exchange: E) => S3Response | Promise<S3Response>;

/** The operations of the server, by name. */
const SERVICE: Record<string, Handler<Exchange>> = {
  ListBuckets: listBuckets,
  ListDirectoryBuckets: listDirectoryBuckets,
  CreateBucket: createBucket,
  // Its form contains the signature, so it performs all checks itself.
  PostObject: postObject,
  Preflight: ({ request, store }) => preflight(request, store),
};
const BUCKET: Record<string, Handler<BucketExchange>> = {
  HeadBucket: headBucket,
  DeleteBucket: deleteBucket,
  GetBucketLocation: getBucketLocation,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListObjectVersions: listObjectVersions,
  ListMultipartUploads: listMultipartUploads,
  CreateSession: createSession,
  DeleteObjects: deleteObjects,
  GetBucketAcl: getBucketAcl,
  PutBucketAcl: putBucketAcl,
  GetBucketPolicyStatus: getBucketPolicyStatus,
  ...configurationOperations().handlers,
};
const OBJECT: Record<string, Handler<ObjectExchange>> = {
  GetObject: getObject,
  HeadObject: getObject,
  PutObject: putObject,
  CopyObject: copyObject,
  DeleteObject: deleteObject,
  GetObjectAttributes: getObjectAttributes,
  ListObjectAnnotations: listObjectAnnotations,
  GetObjectAnnotation: getObjectAnnotation,
  PutObjectAnnotation: putObjectAnnotation,
  DeleteObjectAnnotation: deleteObjectAnnotation,
  GetObjectAcl: getObjectAcl,
  PutObjectAcl: putObjectAcl,
  GetObjectTagging: getObjectTagging,
  PutObjectTagging: putObjectTagging,
  DeleteObjectTagging: deleteObjectTagging,
  GetObjectLegalHold: getObjectLegalHold,
  PutObjectLegalHold: putObjectLegalHold,
  GetObjectRetention: getObjectRetention,
  PutObjectRetention: putObjectRetention,
  RenameObject: renameObject,
  RestoreObject: restoreObject,
  CreateMultipartUpload: createMultipartUpload,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
  ListParts: listParts,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: abortMultipartUpload,
};

/** Checks whether the caller may perform an operation, then performs it. */
export async function perform(operation: string, exchange: Exchange): Promise<S3Response> {
  const { request, signer, store } = exchange;
  if (signer) checkPermission(operation, signer.user, store.find(request.bucket ?? "")?.region);
  const service = SERVICE[operation];
  if (service) return service(exchange);
  const handler = BUCKET[operation] ?? OBJECT[operation];
  if (!handler) throw noOperation(operation);
  const bucket = store.get(request.bucket as string);
  if (signer) checkRegion(signer, bucket.region);
  const { key = "", query } = request;
  const versionId = query.get("versionId");
  const object = versionId === undefined ? bucket.get(key) : bucket.version(key, versionId);
  if (!mayPerform(operation, bucket, object, signer)) {
    const error = accessDenied();
    error.headers["x-amz-bucket-region"] = bucket.region;
    throw error;
  }
  checkPolicyDenials(operation, bucket, exchange);
  checkRequiredHeaders(operation, bucket, exchange.given);
  checkPayer(bucket, exchange.given, signer);
  const expected = exchange.given["x-amz-expected-bucket-owner"];
  if (expected !== undefined && expected !== bucket.owner) throw accessDenied();
  const inBucket = { ...exchange, bucket };
  return operation in BUCKET
    ? (handler as Handler<BucketExchange>)(inBucket)
    : (handler as Handler<ObjectExchange>)({ ...inBucket, key });
}

function noOperation(operation: string): S3Failure {
  return operation === "notAllowed"
    ? new S3Failure(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
    : new S3Failure(501, "NotImplemented", "A header you provided implies functionality that is not implemented");
}
