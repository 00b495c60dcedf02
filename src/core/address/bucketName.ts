import { S3Error } from "../errors/errors.ts";

/** What the parameter Bucket names. */
export interface BucketName {
  name: string;
  /** `directory`: S3 Express One Zone, by name or by access point. `accessPoint`: an ARN. */
  kind: "bucket" | "directory" | "accessPoint";
  /** The one that an ARN carries. */
  region?: string;
}

/** Amazon S3 User Guide, "Access points" and "S3 Object Lambda": the slash may be a colon. */
const ACCESS_POINT = /^arn:aws[a-z-]*:s3(?:-object-lambda)?:([a-z0-9-]+):\d{12}:accesspoint[/:][a-z0-9-]{3,50}$/;

/**
 * Names that S3 or another server may have given at any time: upper case and 255 letters once were allowed.
 * @throws S3Error invalidBucket
 * @throws S3Error unsupportedArn: a Multi-Region Access Point or an Outpost needs SigV4a or a host of its own
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
