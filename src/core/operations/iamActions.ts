/** Actions whose name differs from that of the operation. The default prefix is `s3:`. */
const ACTIONS: Record<string, string> = {
  ListBuckets: "ListAllMyBuckets",
  ListDirectoryBuckets: "s3express:ListAllMyDirectoryBuckets",
  CreateSession: "s3express:CreateSession",
  RenameObject: "s3express:CreateSession",
  WriteGetObjectResponse: "s3-object-lambda:WriteGetObjectResponse",
  HeadBucket: "ListBucket",
  ListObjects: "ListBucket",
  ListObjectsV2: "ListBucket",
  ListObjectVersions: "ListBucketVersions",
  ListMultipartUploads: "ListBucketMultipartUploads",
  ListParts: "ListMultipartUploadParts",
  HeadObject: "GetObject",
  SelectObjectContent: "GetObject",
  PostObject: "PutObject",
  CopyObject: "PutObject",
  CreateMultipartUpload: "PutObject",
  UploadPart: "PutObject",
  UploadPartCopy: "PutObject",
  CompleteMultipartUpload: "PutObject",
  DeleteObjects: "DeleteObject",
  GetBucketCors: "GetBucketCORS",
  PutBucketCors: "PutBucketCORS",
  DeleteBucketCors: "PutBucketCORS",
  GetBucketEncryption: "GetEncryptionConfiguration",
  PutBucketEncryption: "PutEncryptionConfiguration",
  DeleteBucketEncryption: "PutEncryptionConfiguration",
  GetBucketLifecycleConfiguration: "GetLifecycleConfiguration",
  PutBucketLifecycleConfiguration: "PutLifecycleConfiguration",
  DeleteBucketLifecycle: "PutLifecycleConfiguration",
  GetBucketReplication: "GetReplicationConfiguration",
  PutBucketReplication: "PutReplicationConfiguration",
  DeleteBucketReplication: "PutReplicationConfiguration",
  GetBucketNotificationConfiguration: "GetBucketNotification",
  PutBucketNotificationConfiguration: "PutBucketNotification",
  GetBucketAccelerateConfiguration: "GetAccelerateConfiguration",
  PutBucketAccelerateConfiguration: "PutAccelerateConfiguration",
  GetPublicAccessBlock: "GetBucketPublicAccessBlock",
  PutPublicAccessBlock: "PutBucketPublicAccessBlock",
  DeletePublicAccessBlock: "PutBucketPublicAccessBlock",
  GetObjectLockConfiguration: "GetBucketObjectLockConfiguration",
  PutObjectLockConfiguration: "PutBucketObjectLockConfiguration",
  DeleteBucketOwnershipControls: "PutBucketOwnershipControls",
  DeleteBucketTagging: "PutBucketTagging",
  CreateBucketMetadataConfiguration: "CreateBucketMetadataTableConfiguration",
  GetBucketMetadataConfiguration: "GetBucketMetadataTableConfiguration",
  DeleteBucketMetadataConfiguration: "DeleteBucketMetadataTableConfiguration",
};

/** A bucket can have several of each kind, identified by an id. */
const LISTED = /^(Get|List|Put|Delete)Bucket((?:Analytics|IntelligentTiering|Inventory|Metrics)Configuration)s?$/;
/** Actions that have a counterpart for a specific version. */
const VERSIONED =
  /^(?:Get|Delete)Object$|^(?:Get|Put|Delete)Object(?:Acl|Annotation|Attributes|Tagging|Torrent)$|^ListObjectAnnotations$/;

/**
 * The main permission that an operation needs, by its name in IAM: `s3:ListBucket` for `ListObjectsV2`. Amazon S3 User
 * Guide, "Required permissions for Amazon S3 API operations".
 * @param ofVersion whether the request names a version of an object
 */
export function iamAction(operation: string, ofVersion = false): string {
  const [, verb = "", configuration] = LISTED.exec(operation) ?? [];
  const own = configuration && `${/Get|List/.test(verb) ? "Get" : "Put"}${configuration}`;
  const name = own ?? ACTIONS[operation] ?? operation;
  if (name.includes(":")) return name;
  return `s3:${ofVersion && VERSIONED.test(name) ? name.replace("Object", "ObjectVersion") : name}`;
}
