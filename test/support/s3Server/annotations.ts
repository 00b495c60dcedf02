import { createHash } from "node:crypto";
import type { ObjectExchange, S3Response } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { findObject } from "./findObject.ts";
import { checkUnlocked } from "./objectLock.ts";
import { needLength, receive } from "./payload.ts";
import { type Annotation, quoted, type StoredObject } from "./storedObject.ts";
import { element, S3_NAMESPACE, xmlDocument } from "./xml.ts";

/** Amazon S3 User Guide, "Annotating your objects". */
const MAX_COUNT = 1000;
const MAX_NAME_BYTES = 512;
const MAX_PAYLOAD_BYTES = 1024 ** 2;
const NAME = /^(?!aws|s3)[\p{L}\d_.-]+$/iu;

const versionHeader = ({ versionId }: StoredObject, { bucket }: ObjectExchange): Record<string, string> =>
  bucket.versioning ? { "x-amz-object-version-id": versionId } : {};

function nameOf({ request: { query } }: ObjectExchange): string {
  const name = query.get("annotationName") ?? "";
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) {
    throw new S3Failure(400, "AnnotationNameTooLong", "The annotation name exceeds 512 bytes.");
  }
  if (!NAME.test(name)) {
    throw new S3Failure(400, "InvalidAnnotationName", "The annotation name you provided is invalid.");
  }
  return name;
}

export async function putObjectAnnotation(exchange: ObjectExchange): Promise<S3Response> {
  const { key, request, now } = exchange;
  needLength(request.headers);
  const name = nameOf(exchange);
  const object = findObject(exchange);
  if (object.customerKeyMd5) throw new S3Failure(400, "InvalidRequest", "Objects with SSE-C cannot have annotations.");
  checkParent(exchange, object);
  const { body, md5 } = await receive(exchange.payload(), request.headers, true);
  checkPayload(body);
  const annotations = object.annotations ?? new Map<string, Annotation>();
  if (!annotations.has(name) && annotations.size === MAX_COUNT) {
    throw new S3Failure(400, "AnnotationLimitExceeded", "The request would exceed the maximum number of annotations.");
  }
  const etag = quoted(md5.toString("hex"));
  object.annotations = annotations.set(name, { body, etag, modified: now });
  const result = [element("Key", key), element("AnnotationName", name)];
  return {
    status: 200,
    headers: { etag, ...versionHeader(object, exchange) },
    body: xmlDocument(element("PutObjectAnnotationOutput", result, S3_NAMESPACE)),
  };
}

/** The object must be the expected one, and a locked one accepts no change of its annotations. */
function checkParent({ request, given, now }: ObjectExchange, object: StoredObject): void {
  const expected = request.headers["x-amz-object-if-match"];
  if (expected !== undefined && expected !== object.etag) {
    throw new S3Failure(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
  }
  checkUnlocked(given, object, now);
}

function checkPayload(body: Buffer): void {
  if (body.length < 1 || body.length > MAX_PAYLOAD_BYTES) {
    throw new S3Failure(400, "InvalidRequest", "An annotation has 1 byte to 1 MiB.");
  }
  if (!Buffer.from(body.toString()).equals(body)) {
    throw new S3Failure(415, "UnsupportedMediaType", "The annotation payload is not valid UTF-8 encoded text.");
  }
}

export function getObjectAnnotation(exchange: ObjectExchange): S3Response {
  const object = findObject(exchange);
  const { body, etag, modified } = findAnnotation(exchange, object);
  const headers = { etag, "last-modified": modified.toUTCString(), "content-type": "application/octet-stream" };
  return { status: 200, headers: { ...headers, ...versionHeader(object, exchange) }, body };
}

export function deleteObjectAnnotation(exchange: ObjectExchange): S3Response {
  const object = findObject(exchange);
  checkParent(exchange, object);
  object.annotations?.delete(nameOf(exchange));
  return { status: 204, headers: versionHeader(object, exchange) };
}

function findAnnotation(exchange: ObjectExchange, { annotations }: StoredObject): Annotation {
  const found = annotations?.get(nameOf(exchange));
  if (found) return found;
  throw new S3Failure(404, "NoSuchAnnotation", "The specified annotation does not exist on this object.");
}

/** Amazon S3 API Reference, "ListObjectAnnotations". The continuation token is the last name of the page before. */
export function listObjectAnnotations(exchange: ObjectExchange): S3Response {
  const { bucket, key, request } = exchange;
  const { query } = request;
  const object = findObject(exchange);
  const most = Math.min(Number(query.get("max-annotation-results") ?? MAX_COUNT), MAX_COUNT);
  const [prefix, token] = [query.get("annotation-prefix") ?? "", query.get("continuation-token")];
  const after = token === undefined ? "" : Buffer.from(token, "base64url").toString();
  const names = [...(object.annotations?.keys() ?? [])]
    .filter((name) => name.startsWith(prefix) && name > after)
    .sort();
  const page = names.slice(0, most);
  const next = names.length > most ? Buffer.from(page.at(-1) ?? "").toString("base64url") : undefined;
  const entries = page.map((name) => annotationElement(name, object.annotations?.get(name) as Annotation));
  const result = [
    element("Annotations", entries),
    element("Bucket", bucket.name),
    element("Key", key),
    element("AnnotationPrefix", query.get("annotation-prefix")),
    element("MaxAnnotationResults", most),
    element("AnnotationCount", page.length),
    element("ContinuationToken", token),
    element("NextContinuationToken", next),
  ];
  return {
    status: 200,
    headers: versionHeader(object, exchange),
    body: xmlDocument(element("ListObjectAnnotationsOutput", result, S3_NAMESPACE)),
  };
}

const annotationElement = (name: string, { body, etag, modified }: Annotation) =>
  element("AnnotationEntry", [
    element("AnnotationName", name),
    element("LastModified", modified.toISOString()),
    element("Size", body.length),
    element("ETag", etag),
  ]);

/** For tests that prepare an object. */
export function annotationsOf(texts: Record<string, string>, modified = new Date()): Map<string, Annotation> {
  const annotation = (text: string): Annotation => {
    const body = Buffer.from(text);
    return { body, etag: quoted(createHash("md5").update(body).digest("hex")), modified };
  };
  return new Map(Object.entries(texts).map(([name, text]) => [name, annotation(text)]));
}
