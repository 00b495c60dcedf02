import type { ObjectPlace } from "../address/location.ts";
import type { EtagSupport } from "../client/etagSupport.ts";
import type { ObjectMetadata } from "../client/objectMetadata.ts";
import { S3Error } from "../errors/errors.ts";

const CHECKSUMS = ["ChecksumCRC32", "ChecksumCRC32C", "ChecksumCRC64NVME", "ChecksumSHA1", "ChecksumSHA256"] as const;

/** An object and what is known of its server's ETags. */
type Verifiable = ObjectMetadata & { etags: EtagSupport };

/**
 * Compares a copy with its source by size, by ETag, and by every checksum that both have.
 * @param written ETag that the server returned when it made the copy
 * @returns false if only the ETags differ, on a server whose ETags are not known to be MD5 digests
 * @throws S3Error copyNotVerified, changedMeanwhile
 */
export function checkCopy(
  { bucket, key }: ObjectPlace,
  source: Verifiable,
  target: Verifiable,
  written: string | undefined,
): boolean {
  // Some servers send an ETag only in response to a write.
  if (written && target.ETag && bare(target.ETag) !== bare(written))
    throw new S3Error("changedMeanwhile", { bucket, key });
  const differs = (what: "size" | "etag" | "checksum") => new S3Error("copyNotVerified", { bucket, key, what });
  if (source.ContentLength !== target.ContentLength) throw differs("size");
  const byEtag = compareEtags(source, target);
  if (byEtag?.isEqual === false && byEtag.isCertain) throw differs("etag");
  const common = CHECKSUMS.filter((name) => isOfWhole(source, name) && isOfWhole(target, name));
  if (common.some((name) => source[name] !== target[name])) throw differs("checksum");
  return common.length > 0 || byEtag?.isEqual !== false;
}

/** Whether both have the same size and the same MD5, or else the same checksum of the whole content. */
export function isSameContent(source: Verifiable, target: Verifiable): boolean {
  if (source.ContentLength !== target.ContentLength) return false;
  const byEtag = compareEtags(source, target);
  if (byEtag && (byEtag.isEqual || byEtag.isCertain)) return byEtag.isEqual;
  const name = CHECKSUMS.find((each) => isOfWhole(source, each) && isOfWhole(target, each));
  return name !== undefined && source[name] === target[name];
}

/** @returns undefined if one of the ETags is no MD5 */
function compareEtags(source: Verifiable, target: Verifiable): { isEqual: boolean; isCertain: boolean } | undefined {
  const [one, other] = [source.etags.md5(source), target.etags.md5(target)];
  return one && other && { isEqual: one.digest === other.digest, isCertain: one.isCertain && other.isCertain };
}

/** Whether both are the same version of an object, or in a bucket without versions the same write to it. */
export function isSameObject(one: ObjectMetadata, other: ObjectMetadata): boolean {
  if (one.ETag !== other.ETag || one.ContentLength !== other.ContentLength) return false;
  if (one.VersionId !== other.VersionId) return false;
  return one.VersionId !== undefined || one.LastModified?.getTime() === other.LastModified?.getTime();
}

/** Ceph omits the quotation marks in XML. */
const bare = (etag = "") => etag.replaceAll('"', "");

function isOfWhole(metadata: ObjectMetadata, name: (typeof CHECKSUMS)[number]): boolean {
  return metadata[name] !== undefined && !metadata[name].includes("-") && metadata.ChecksumType !== "COMPOSITE";
}
