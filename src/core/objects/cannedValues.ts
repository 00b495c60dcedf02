/** Amazon S3 API Reference, "PutObject", x-amz-storage-class: those that a person can choose from. Others may exist on a server. */
export const STORAGE_CLASSES = [
  "STANDARD",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER_IR",
  "GLACIER",
  "DEEP_ARCHIVE",
] as const;

/** Amazon S3 User Guide, "Canned ACL": those that an object can have. */
export const CANNED_ACLS = [
  "private",
  "public-read",
  "authenticated-read",
  "bucket-owner-read",
  "bucket-owner-full-control",
] as const;

export type CannedAcl = (typeof CANNED_ACLS)[number];

/** Those by which people outside the account can read: anybody, or anybody with an account of AWS. */
export const PUBLIC_ACLS: readonly CannedAcl[] = ["public-read", "authenticated-read"];
