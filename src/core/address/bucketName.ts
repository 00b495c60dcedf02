import { S3Error } from "../errors/errors.ts";

/** What the Bucket parameter names. */
export interface BucketName {
  name: string;
  /** `directory`: S3 Express One Zone, by the name of a bucket or access point. `accessPoint`: an ARN. */
  kind: "bucket" | "directory" | "accessPoint";
  /** The region in an ARN. */
  region?: string;
}

/** Amazon S3 User Guide, "Access points" and "S3 Object Lambda". A colon can replace the slash. */
const ACCESS_POINT = /^arn:aws[a-z-]*:s3(?:-object-lambda)?:([a-z0-9-]+):\d{12}:accesspoint[/:][a-z0-9-]{3,50}$/;

/**
 * Accepts every name that S3 or another server has ever allowed: upper case and 255 characters were once valid.
 * @throws S3Error invalidBucket
 * @throws S3Error unsupportedArn: a Multi-Region Access Point needs SigV4a, and an Outpost needs a host of its own
 */
export function readBucket(name: string): BucketName {
  if (/^arn:/.test(name)) return readArn(name);
  if (name.endsWith("--op-s3")) throw new S3Error("unsupportedArn", { arn: name, reason: "outposts" });
  if (!/^[\w.:-]{1,255}$/.test(name)) throw new S3Error("invalidBucket", { bucket: name });
  return { name, kind: /--xa?-s3$/.test(name) ? "directory" : "bucket" };
}

function readArn(arn: string): BucketName {
  const [, , service, region, , resource = ""] = arn.split(":");
  if (service === "s3-outposts") throw new S3Error("unsupportedArn", { arn, reason: "outposts" });
  if (service === "s3" && region === "" && resource.startsWith("accesspoint"))
    throw new S3Error("unsupportedArn", { arn, reason: "multiRegion" });
  const match = ACCESS_POINT.exec(arn);
  if (!match) throw new S3Error("invalidBucket", { bucket: arn });
  return { name: arn, kind: "accessPoint", region: match[1] as string };
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
const isAccessPoint = (name: string): boolean => /^arn:|-(?:ext-)?s3alias$/.test(name);
