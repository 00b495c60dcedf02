import { checkPayer, checkPermission, mayPerform } from "./access.ts";
import type { Bucket } from "./bucketStore.ts";
import { encode } from "./canonical.ts";
import type { Exchange, S3Response } from "./exchange.ts";
import { accessDenied, S3Failure } from "./failure.ts";
import { type FormField, type FormFile, readForm } from "./multipartForm.ts";
import { newObjectMetadata } from "./newObjectMetadata.ts";
import { needDigest } from "./objectLock.ts";
import { type Received, receive, tooLarge } from "./payload.ts";
import { checkRequiredHeaders } from "./policyDenial.ts";
import { checkForm, readPolicy, type SizeRange } from "./postPolicyCheck.ts";
import { argument, authenticateForm, missingField } from "./postSignature.ts";
import { receivedMetadata, writtenHeaders } from "./putObject.ts";
import type { S3Request } from "./request.ts";
import type { StoredObject } from "./storedObject.ts";
import { tagsOfXml } from "./tags.ts";
import { element, xmlDocument } from "./xml.ts";

/** Amazon S3 API Reference, "POST Object". */
export async function postObject(exchange: Exchange): Promise<S3Response> {
  const { request, store } = exchange;
  const contentType = request.headers["content-type"] ?? "";
  if (!/^multipart\/form-data\b/i.test(contentType)) {
    const message = "At least one of the pre-conditions you specified did not hold";
    const Condition = "Bucket POST must be of the enclosure-type multipart/form-data";
    throw new S3Failure(412, "PreconditionFailed", message, { Condition });
  }
  const bucket = store.get(request.bucket as string);
  const source = exchange.payload().chunks[Symbol.asyncIterator]();
  try {
    const { fields, file } = await readForm(contentType, source);
    if (!file) throw argument("POST requires exactly one file upload per request.", "file", "0");
    return await upload(exchange, bucket, replaceVariable(fields, file), file);
  } finally {
    await source.return?.();
  }
}

/** Before the conditions are checked. Only the last segment of a path is used: "Creating an HTML form". */
function replaceVariable(fields: Map<string, FormField>, { fileName }: FormFile): Map<string, FormField> {
  if (fileName === undefined) return fields;
  const name = fileName.slice(Math.max(fileName.lastIndexOf("/"), fileName.lastIndexOf("\\")) + 1);
  return new Map(
    [...fields].map(([lower, field]) => [
      lower,
      { ...field, value: field.value.replaceAll(/\$\{filename\}/g, () => name) },
    ]),
  );
}

async function upload(exchange: Exchange, bucket: Bucket, fields: Map<string, FormField>, file: FormFile) {
  const key = fields.get("key")?.value;
  if (key === undefined) throw missingField("key");
  const size = authorize(exchange, bucket, fields);
  if (key === "") {
    throw new S3Failure(400, "InvalidArgument", "User key must have a length greater than 0.", {
      ArgumentName: "key",
      ArgumentValue: "",
    });
  }
  const checksums = checksumsOf(fields);
  checkRequiredHeaders("PostObject", bucket, checksums);
  const { headers, metadata } = newObjectMetadata(key, checksums, bucket, exchange.now);
  needDigest("Put Object", metadata, checksums);
  const tagging = fields.get("tagging")?.value;
  const tags = tagging === undefined ? undefined : tagsOfXml(tagging);
  const received = await receive({ chunks: within(file.chunks, size), trailers: {} }, checksums, !bucket.discardBodies);
  checkLeast(received, size);
  const object = bucket.put(key, received.body, headers, exchange.now, {
    ...metadata,
    ...(tags && { tags }),
    ...receivedMetadata(received),
  });
  return response(exchange.request, bucket, object, fields);
}

function authorize({ request, users, now }: Exchange, bucket: Bucket, fields: Map<string, FormField>): SizeRange {
  const signer = authenticateForm(fields, users, bucket.region, now);
  const policy = fields.get("policy")?.value;
  const size =
    signer && policy !== undefined
      ? checkForm(readPolicy(policy), fields, request.bucket as string, now)
      : { least: 0, most: Number.POSITIVE_INFINITY };
  if (signer) checkPermission("PostObject", signer.user, bucket.region);
  if (!mayPerform("PostObject", bucket, undefined, signer)) throw accessDenied();
  checkPayer(bucket, Object.fromEntries([...fields].map(([name, { value }]) => [name, value])), signer);
  return size;
}

/** Fields with the names of headers; x-amz-tagging is only a header. */
function checksumsOf(fields: Map<string, FormField>): Record<string, string> {
  const checksums = Object.fromEntries([...fields].map(([name, { value }]) => [name, value]));
  const { acl, "x-amz-tagging": _, ...rest } = checksums;
  return acl === undefined ? rest : { ...rest, "x-amz-acl": acl };
}

async function* within(chunks: AsyncIterable<Buffer>, { most }: SizeRange): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > most) throw tooLarge(size, most);
    yield chunk;
  }
}

function checkLeast({ size }: Received, { least }: SizeRange): void {
  if (size >= least) return;
  throw new S3Failure(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", {
    ProposedSize: String(size),
    MinSizeAllowed: String(least),
  });
}

function response(
  request: S3Request,
  bucket: Bucket,
  object: StoredObject,
  fields: Map<string, FormField>,
): S3Response {
  const headers = writtenHeaders({ bucket }, object);
  const redirect = (fields.get("success_action_redirect") ?? fields.get("redirect"))?.value;
  if (redirect !== undefined && /^https?:\/\/[^/]/i.test(redirect)) {
    return { status: 303, headers: { ...headers, location: redirected(redirect, bucket, object) } };
  }
  const base = request.rawPath === "/" ? request.host : `${request.host}/${bucket.name}`;
  const location = `http://${base}/${encode(object.key)}`;
  const status = Number(fields.get("success_action_status")?.value);
  if (status === 201) {
    const parts = [
      element("Location", location),
      element("Bucket", bucket.name),
      element("Key", object.key),
      element("ETag", object.etag),
    ];
    return { status, headers: { ...headers, location }, body: xmlDocument(element("PostResponse", parts)) };
  }
  return { status: status === 200 ? 200 : 204, headers: { ...headers, location } };
}

/** The URL's own query is kept, and extended with form encoding. */
function redirected(url: string, bucket: Bucket, { key, etag }: StoredObject): string {
  const added = new URLSearchParams({ bucket: bucket.name, key, etag });
  return `${url}${url.includes("?") ? "&" : "?"}${added}`;
}
