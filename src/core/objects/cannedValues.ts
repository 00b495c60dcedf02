/**
 * The storage classes to choose from: Amazon S3 API Reference, "PutObject", x-amz-storage-class. A server may have
 * others.
 */
export const STORAGE_CLASSES = [
  "STANDARD",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER_IR",
  "GLACIER",
  "DEEP_ARCHIVE",
] as const;

/** The ACLs that an object can have: Amazon S3 User Guide, "Canned ACL". */
export const CANNED_ACLS = [
  "private",
  "public-read",
  "authenticated-read",
  "bucket-owner-read",
  "bucket-owner-full-control",
] as const;

export type CannedAcl = (typeof CANNED_ACLS)[number];

/** ACLs that let people outside the account read: everyone, or everyone with an AWS account. */
export const PUBLIC_ACLS: readonly CannedAcl[] = ["public-read", "authenticated-read"];
