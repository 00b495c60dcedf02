import type { ObjectPlace } from "../address/location.ts";
import type { ObjectMetadata } from "../client/objectMetadata.ts";
import { S3Error } from "../errors/errors.ts";

const CHECKSUMS = ["ChecksumCRC32", "ChecksumCRC32C", "ChecksumCRC64NVME", "ChecksumSHA1", "ChecksumSHA256"] as const;

/**
 * Compares a copy with its source by size, by ETag, and by every checksum that both have.
 * @param written ETag that the server returned when it made the copy
 * @throws S3Error copyNotVerified, changedMeanwhile
 */
export function checkCopy(
  { bucket, key }: ObjectPlace,
  source: ObjectMetadata,
  target: ObjectMetadata,
  written: string | undefined,
): void {
  if (written && bare(target.ETag) !== bare(written)) throw new S3Error("changedMeanwhile", { bucket, key });
  const differs = (what: "size" | "etag" | "checksum") => new S3Error("copyNotVerified", { bucket, key, what });
  if (source.ContentLength !== target.ContentLength) throw differs("size");
  if (isMd5(source) && isMd5(target) && source.ETag !== target.ETag) throw differs("etag");
  for (const name of CHECKSUMS) {
    if (!isOfWhole(source, name) || !isOfWhole(target, name)) continue;
    if (source[name] !== target[name]) throw differs("checksum");
  }
}

/** Whether both have the same size and the same MD5, or else the same checksum of the whole content. */
export function isSameContent(source: ObjectMetadata, target: ObjectMetadata): boolean {
  if (source.ContentLength !== target.ContentLength) return false;
  if (isMd5(source) && isMd5(target)) return source.ETag === target.ETag;
  const name = CHECKSUMS.find((each) => isOfWhole(source, each) && isOfWhole(target, each));
  return name !== undefined && source[name] === target[name];
}

/** Whether both are the same version of an object, or in a bucket without versions the same write to it. */
export function isSameObject(one: ObjectMetadata, other: ObjectMetadata): boolean {
  if (one.ETag !== other.ETag || one.ContentLength !== other.ContentLength) return false;
  if (one.VersionId !== other.VersionId) return false;
  return one.VersionId !== undefined || one.LastModified?.getTime() === other.LastModified?.getTime();
}

/** Ceph omits the quotation marks in XML. */
const bare = (etag = "") => etag.replaceAll('"', "");

/**
 * Amazon S3 API Reference, "Object": the ETag is the MD5, unless the object was uploaded in parts or is encrypted with
 * a key of KMS or of the client.
 */
function isMd5({ ETag, ServerSideEncryption, SSECustomerAlgorithm }: ObjectMetadata): boolean {
  return /^"[0-9a-f]{32}"$/.test(ETag ?? "") && !ServerSideEncryption?.startsWith("aws:kms") && !SSECustomerAlgorithm;
}

function isOfWhole(metadata: ObjectMetadata, name: (typeof CHECKSUMS)[number]): boolean {
  return metadata[name] !== undefined && !metadata[name].includes("-") && metadata.ChecksumType !== "COMPOSITE";
}
