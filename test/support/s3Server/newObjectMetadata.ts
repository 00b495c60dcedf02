import { requestedGrants } from "./acl.ts";
import type { Bucket } from "./bucketStore.ts";
import { customerKeyMd5 } from "./customerKey.ts";
import { S3Failure } from "./failure.ts";
import { lockOf } from "./objectLock.ts";
import type { ObjectMetadata } from "./storedObject.ts";
import { tagsOfHeader } from "./tags.ts";

const MAX_KEY_BYTES = 1024;
/** Limit for names and values: Amazon S3 User Guide, "Working with object metadata". */
const MAX_METADATA_BYTES = 2048;
const KEPT =
  /^(content-(type|disposition|encoding|language)|cache-control|expires|x-amz-meta-.+|x-amz-storage-class|x-amz-website-redirect-location|x-amz-server-side-encryption(-aws-kms-key-id|-bucket-key-enabled)?)$/;
const CLASSES = [
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "DEEP_ARCHIVE",
  "GLACIER_IR",
];
const ENCRYPTIONS = ["AES256", "aws:kms", "aws:kms:dsse"];

export interface NewObjectMetadata {
  headers: Record<string, string>;
  metadata: ObjectMetadata;
}

/**
 * The metadata of an uploaded object, rejected where S3 rejects it.
 * @param given headers, or form fields with the names of headers
 */
export function newObjectMetadata(
  key: string,
  given: Record<string, string>,
  bucket: Bucket,
  now: Date,
): NewObjectMetadata {
  checkKey(key);
  const headers = Object.fromEntries(Object.entries(given).filter(([name]) => KEPT.test(name)));
  checkHeaders(headers);
  const tags = tagsOfHeader(given["x-amz-tagging"]);
  const grants = requestedGrants(given, bucket);
  const key5 = customerKeyMd5(given);
  const metadata = { ...(tags && { tags }), ...(grants && { grants }), ...(key5 && { customerKeyMd5: key5 }) };
  return { headers, metadata: { ...metadata, ...lockOf(given, bucket, now) } };
}

function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes <= MAX_KEY_BYTES) return;
  const elements = { Size: String(bytes), MaxSizeAllowed: String(MAX_KEY_BYTES) };
  throw new S3Failure(400, "KeyTooLongError", "Your key is too long", elements);
}

function checkHeaders(headers: Record<string, string>): void {
  const { "x-amz-storage-class": storageClass, "x-amz-server-side-encryption": encryption } = headers;
  if (storageClass !== undefined && !CLASSES.includes(storageClass)) {
    throw new S3Failure(400, "InvalidStorageClass", "The storage class you specified is not valid", {
      StorageClassRequested: storageClass,
    });
  }
  if (encryption !== undefined && !ENCRYPTIONS.includes(encryption)) {
    throw new S3Failure(400, "InvalidArgument", "The encryption method specified is not supported", {
      ArgumentName: "x-amz-server-side-encryption",
      ArgumentValue: encryption,
    });
  }
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith("x-amz-meta-"));
  const size = metadata.reduce((sum, [name, value]) => sum + name.length - "x-amz-meta-".length + value.length, 0);
  if (size > MAX_METADATA_BYTES) {
    throw new S3Failure(400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", {
      Size: String(size),
      MaxSizeAllowed: String(MAX_METADATA_BYTES),
    });
  }
  // An aws-chunked body has been decoded by then.
  if (headers["content-encoding"]) {
    headers["content-encoding"] = headers["content-encoding"]
      .split(",")
      .map((coding) => coding.trim())
      .filter((coding) => coding !== "aws-chunked")
      .join(",");
    if (!headers["content-encoding"]) delete headers["content-encoding"];
  }
}
