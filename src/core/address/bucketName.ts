import { S3Error } from "../errors/errors.ts";

/** What the Bucket parameter names. */
export interface BucketName {
  name: string;
  /**
   * `directory`: S3 Express One Zone, by the name of a bucket or access point. `accessPoint`: in one region, by an ARN,
   * or on an Outpost. `multiRegion`: a Multi-Region Access Point, by an ARN or alias.
   */
  kind: "bucket" | "directory" | "accessPoint" | "multiRegion";
  /** The region in an ARN. */
  region?: string;
}

/**
 * Amazon S3 User Guide, "Access points", "S3 Object Lambda" and "Multi-Region Access Points", and Amazon S3 on Outposts
 * User Guide. A colon can replace a slash.
 */
const ACCESS_POINT = /^arn:aws[a-z-]*:s3(?:-object-lambda)?:([a-z0-9-]+):\d{12}:accesspoint[/:][a-z0-9-]{3,50}$/;
const OUTPOST =
  /^arn:aws[a-z-]*:s3-outposts:([a-z0-9-]+):\d{12}:outpost[/:][a-z0-9-]{1,63}[/:]accesspoint[/:][a-z0-9-]{3,50}$/;
const MULTI_REGION = /^arn:aws[a-z-]*:s3::\d{12}:accesspoint[/:][a-z0-9]+\.mrap$/;
const MULTI_REGION_ALIAS = /^[a-z0-9]+\.mrap$/;
const OUTPOST_ALIAS = /--op-s3$/;

/**
 * Accepts every name that S3 or another server has ever allowed: upper case and 255 characters were once valid.
 * @param endpoint the server, if it is not AWS, which alone gives meaning to the end of a name
 * @throws S3Error invalidBucket
 */
export function readBucket(name: string, endpoint?: string): BucketName {
  if (/^arn:/.test(name)) return readArn(name);
  if (!/^[\w.:-]{1,255}$/.test(name)) throw new S3Error("invalidBucket", { bucket: name });
  if (/--xa?-s3$/.test(name)) return { name, kind: "directory" };
  if (endpoint !== undefined) return { name, kind: "bucket" };
  if (OUTPOST_ALIAS.test(name)) return { name, kind: "accessPoint" };
  return { name, kind: MULTI_REGION_ALIAS.test(name) ? "multiRegion" : "bucket" };
}

function readArn(arn: string): BucketName {
  if (MULTI_REGION.test(arn)) return { name: arn, kind: "multiRegion" };
  const match = ACCESS_POINT.exec(arn) ?? OUTPOST.exec(arn);
  if (!match) throw new S3Error("invalidBucket", { bucket: arn });
  return { name: arn, kind: "accessPoint", region: match[1] as string };
}

/**
 * Whether S3 renames objects: in a directory bucket, but not through an access point. Amazon S3 User Guide, "Object operations
 * for access points for directory buckets".
 */
export const hasRename = (bucket: string): boolean => bucket.endsWith("--x-s3");

/** Whether AWS has it at a host of its own, so that it cannot be in the path. */
export function hasOwnHost(name: string): boolean {
  return /^arn:/.test(name) || OUTPOST_ALIAS.test(name) || MULTI_REGION_ALIAS.test(name);
}

/** The ARN of a Multi-Region Access Point by its alias, without the account; any other name as it is. */
export function withoutAlias(name: string): string {
  return MULTI_REGION_ALIAS.test(name) ? `arn:aws:s3:::accesspoint/${name}` : name;
}

/**
 * Whether two names can be names of one bucket. An access point, named by its ARN or alias, is another name of it, and on
 * Ceph the name can be preceded by that of its tenant.
 */
export function canBeSameBucket(one: string, other: string): boolean {
  return isAccessPoint(one) || isAccessPoint(other) || withoutTenant(one) === withoutTenant(other);
}

/** Ceph, "Rados Gateway S3 Multi-tenancy": `tenant:bucket`, or `:bucket` for a user without a tenant. */
const withoutTenant = (name: string): string => name.replace(/^\w*:/, "");

/** Amazon S3 User Guide, "Access point aliases". */
const isAccessPoint = (name: string): boolean => hasOwnHost(name) || /-(?:ext-)?s3alias$/.test(name);
