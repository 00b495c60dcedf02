import { checkPayer, isDenied, mayRead } from "./access.ts";
import type { Bucket } from "./bucketStore.ts";
import { checkCopyConditions, checkWriteConditions } from "./conditions.ts";
import { checkCustomerKey, customerKeyMd5 } from "./customerKey.ts";
import type { ObjectExchange, S3Response } from "./exchange.ts";
import { accessDenied, S3Failure } from "./failure.ts";
import { findVersion, noSuchKey } from "./findObject.ts";
import { newObjectMetadata } from "./newObjectMetadata.ts";
import { writtenHeaders } from "./putObject.ts";
import { checkReadable } from "./restore.ts";
import type { ObjectMetadata, StoredObject } from "./storedObject.ts";
import { element, S3_NAMESPACE, xmlDocument } from "./xml.ts";

const MAX_BYTES = 5 * 1024 ** 3;
const invalid = (message: string) => new S3Failure(400, "InvalidRequest", message);

/** Amazon S3 API Reference, "CopyObject". */
export function copyObject(exchange: ObjectExchange): S3Response {
  const { bucket, key, given, now, request } = exchange;
  const { source, sourceBucket } = copySource(exchange);
  if (source.size > MAX_BYTES) throw invalid("The specified copy source is larger than the maximum allowable size");
  const asked = newObjectMetadata(key, given, bucket, now);
  const replaces = directive(given, "x-amz-metadata-directive") === "REPLACE";
  checkSelfCopy(exchange, source, sourceBucket, replaces);
  checkWriteConditions(request.headers, key, bucket.get(key));
  const copiesTags = directive(given, "x-amz-tagging-directive") === "COPY" && source.tags !== undefined;
  if (copiesTags && isDenied("s3:GetObjectTagging", exchange.signer)) throw accessDenied();
  const annotations = copiedAnnotations(exchange, source);
  const headers = { ...(replaces ? {} : withoutClass(source.headers)), ...asked.headers };
  if (!replaces) for (const name of Object.keys(headers)) keepSource(name, headers, source);
  const object = bucket.put(key, source.body, headers, now, {
    ...copiedMetadata(source),
    ...(annotations && { annotations }),
    ...(copiesTags && source.tags && { tags: source.tags }),
    ...asked.metadata,
  });
  const result = copyResult("CopyObjectResult", object);
  return {
    status: 200,
    headers: { ...sourceHeader(sourceBucket, source), ...writtenHeaders(exchange, object) },
    body: result,
  };
}

/** With COPY, metadata in the request is ignored, but the storage class applies to the new object. */
function keepSource(name: string, headers: Record<string, string>, source: StoredObject): void {
  if (/^x-amz-(storage-class|server-side-encryption.*|website-redirect-location)$/.test(name)) return;
  const value = source.headers[name];
  if (value === undefined) delete headers[name];
  else headers[name] = value;
}

function withoutClass({ "x-amz-storage-class": _, ...headers }: Record<string, string>): Record<string, string> {
  return headers;
}

function copiedMetadata({ size, checksum, parts, etag }: StoredObject): ObjectMetadata {
  // A copy is a single object, so its ETag is the MD5 of its bytes again.
  return { size, ...(parts ? {} : { etag }), ...(checksum?.type === "FULL_OBJECT" && { checksum }) };
}

/** The directive may also be in the query: Amazon S3 API Reference, "CopyObject". */
function copiedAnnotations({ given, request, signer }: ObjectExchange, { annotations }: StoredObject) {
  const name = "x-amz-object-annotation-directive";
  const value = directive({ [name]: request.query.get(name) ?? "COPY", ...given }, name, "EXCLUDE");
  if (value === "EXCLUDE" || !annotations?.size) return undefined;
  if (["s3:GetObjectAnnotation", "s3:PutObjectAnnotation"].some((action) => isDenied(action, signer)))
    throw accessDenied();
  return new Map(annotations);
}

function directive(given: Record<string, string>, name: string, other = "REPLACE"): string {
  const value = given[name] ?? "COPY";
  if (value === "COPY" || value === other) return value;
  throw new S3Failure(400, "InvalidArgument", `Unknown ${name.slice("x-amz-".length).replace("-", " ")}.`, {
    ArgumentName: name,
    ArgumentValue: value,
  });
}

function checkSelfCopy({ bucket, key, given }: ObjectExchange, source: StoredObject, from: Bucket, replaces: boolean) {
  const changes = ["x-amz-storage-class", "x-amz-website-redirect-location", "x-amz-server-side-encryption"];
  if (from !== bucket || source.key !== key || replaces || changes.some((name) => name in given)) return;
  if (source !== bucket.get(key) || customerKeyMd5(given)) return;
  throw invalid(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}

/** The readable object named by x-amz-copy-source, which is `bucket/key?versionId=id` with a percent-encoded key. */
export function copySource({ given, request: { headers }, signer, store, now }: ObjectExchange) {
  const match = /^\/?([^/]+)\/([^?]+)(?:\?versionId=(.+))?$/s.exec(headers["x-amz-copy-source"] ?? "");
  const bad = () =>
    new S3Failure(
      400,
      "InvalidArgument",
      "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
      { ArgumentName: "x-amz-copy-source", ArgumentValue: headers["x-amz-copy-source"] ?? "" },
    );
  if (!match) throw bad();
  const [, bucketName, rawKey, versionId] = match as unknown as [string, string, string, string | undefined];
  const key = decodeStrictly(rawKey, bad);
  const sourceBucket = store.get(decodeStrictly(bucketName, bad));
  const source = versionId === undefined ? sourceBucket.get(key) : findVersion(sourceBucket, key, versionId);
  if (!mayRead(sourceBucket, source, signer)) throw accessDenied();
  checkPayer(sourceBucket, given, signer);
  if (!source) throw noSuchKey(key);
  if (source.deleteMarker) {
    throw invalid("The source of a copy request may not specifically refer to a delete marker by version id.");
  }
  checkReadable(source, now);
  checkCustomerKey(source, customerKeyMd5(given, "x-amz-copy-source-"));
  checkCopyConditions(headers, source);
  return { source, sourceBucket };
}

function decodeStrictly(text: string, bad: () => S3Failure): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw bad();
  }
}

export function sourceHeader({ versioning }: Bucket, { versionId }: StoredObject): Record<string, string> {
  return versioning ? { "x-amz-copy-source-version-id": versionId } : {};
}

export function copyResult(
  name: string,
  { etag, modified, checksum }: Pick<StoredObject, "etag" | "modified" | "checksum">,
) {
  const parts = [element("LastModified", modified.toISOString()), element("ETag", etag)];
  if (checksum) parts.push(element(`Checksum${checksum.name.toUpperCase()}`, checksum.value));
  return xmlDocument(element(name, parts, S3_NAMESPACE));
}
