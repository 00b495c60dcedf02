import assert from "node:assert/strict";
import { test } from "node:test";
import { operations } from "../../src/core/operations/catalogue.ts";
import { iamAction } from "../../src/core/operations/iamActions.ts";

/** Service Authorization Reference, "Actions defined by Amazon S3", "… Amazon S3 Express", "… Amazon S3 Object Lambda". */
const ACTIONS = `AbortMultipartUpload CreateBucket CreateBucketMetadataTableConfiguration DeleteBucket
  DeleteBucketMetadataTableConfiguration DeleteBucketPolicy DeleteBucketWebsite DeleteObject DeleteObjectAnnotation
  DeleteObjectTagging DeleteObjectVersion DeleteObjectVersionAnnotation DeleteObjectVersionTagging
  GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketAbac GetBucketAcl GetBucketCORS GetBucketLocation
  GetBucketLogging GetBucketMetadataTableConfiguration GetBucketNotification GetBucketObjectLockConfiguration
  GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus GetBucketPublicAccessBlock GetBucketRequestPayment
  GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration GetIntelligentTieringConfiguration
  GetInventoryConfiguration GetLifecycleConfiguration GetMetricsConfiguration GetObject GetObjectAcl GetObjectAnnotation
  GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging GetObjectTorrent GetObjectVersion
  GetObjectVersionAcl GetObjectVersionAnnotation GetObjectVersionAttributes GetObjectVersionTagging
  GetObjectVersionTorrent GetReplicationConfiguration ListAllMyBuckets ListBucket ListBucketMultipartUploads
  ListBucketVersions ListMultipartUploadParts ListObjectAnnotations ListObjectVersionAnnotations
  PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketAbac PutBucketAcl PutBucketCORS PutBucketLogging
  PutBucketNotification PutBucketObjectLockConfiguration PutBucketOwnershipControls PutBucketPolicy
  PutBucketPublicAccessBlock PutBucketRequestPayment PutBucketTagging PutBucketVersioning PutBucketWebsite
  PutEncryptionConfiguration PutIntelligentTieringConfiguration PutInventoryConfiguration PutLifecycleConfiguration
  PutMetricsConfiguration PutObject PutObjectAcl PutObjectAnnotation PutObjectLegalHold PutObjectRetention
  PutObjectTagging PutObjectVersionAcl PutObjectVersionAnnotation PutObjectVersionTagging PutReplicationConfiguration
  RestoreObject UpdateBucketMetadataAnnotationTableConfiguration UpdateBucketMetadataInventoryTableConfiguration
  UpdateBucketMetadataJournalTableConfiguration UpdateObjectEncryption`;
const known = new Set([
  ...ACTIONS.split(/\s+/).map((name) => `s3:${name}`),
  "s3express:CreateSession",
  "s3express:ListAllMyDirectoryBuckets",
  "s3-object-lambda:WriteGetObjectResponse",
]);

test("every operation has an action that exists in IAM", () => {
  for (const { name } of operations()) {
    for (const ofVersion of [false, true]) assert.ok(known.has(iamAction(name, ofVersion)), iamAction(name, ofVersion));
  }
});

test("operations whose IAM action has a different name have the right action", () => {
  for (const [operation, action] of [
    ["ListBuckets", "s3:ListAllMyBuckets"],
    ["ListObjectsV2", "s3:ListBucket"],
    ["HeadBucket", "s3:ListBucket"],
    ["HeadObject", "s3:GetObject"],
    ["ListObjectVersions", "s3:ListBucketVersions"],
    ["ListParts", "s3:ListMultipartUploadParts"],
    ["PostObject", "s3:PutObject"],
    ["CompleteMultipartUpload", "s3:PutObject"],
    ["DeleteObjects", "s3:DeleteObject"],
    ["DeleteBucketCors", "s3:PutBucketCORS"],
    ["GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration"],
    ["ListBucketInventoryConfigurations", "s3:GetInventoryConfiguration"],
    ["DeletePublicAccessBlock", "s3:PutBucketPublicAccessBlock"],
    ["CreateSession", "s3express:CreateSession"],
  ] as const) {
    assert.equal(iamAction(operation), action);
  }
  for (const [operation, action] of [
    ["GetObject", "s3:GetObjectVersion"],
    ["HeadObject", "s3:GetObjectVersion"],
    ["DeleteObject", "s3:DeleteObjectVersion"],
    ["PutObjectTagging", "s3:PutObjectVersionTagging"],
    ["GetObjectRetention", "s3:GetObjectRetention"],
    ["ListObjectsV2", "s3:ListBucket"],
  ] as const) {
    assert.equal(iamAction(operation, true), action);
  }
});
