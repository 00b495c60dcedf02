import { createHash, randomBytes } from "node:crypto";
import type { Bucket } from "./bucketStore.ts";
import { type Checksum, checksumOf, composite, isChecksumName } from "./checksums.ts";
import { checkWriteConditions } from "./conditions.ts";
import { copyResult, copySource, sourceHeader } from "./copyObject.ts";
import { checkCustomerKey, customerKeyMd5 } from "./customerKey.ts";
import type { ObjectExchange, S3Response } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { newObjectMetadata } from "./newObjectMetadata.ts";
import { needDigest } from "./objectLock.ts";
import { readRange } from "./objects.ts";
import { checksumElements } from "./partElements.ts";
import { needLength, receive, receiveText } from "./payload.ts";
import { receivedMetadata, writtenHeaders } from "./putObject.ts";
import { quoted } from "./storedObject.ts";
import { findUpload, type Part, type Upload } from "./uploads.ts";
import { element, S3_NAMESPACE, xmlDocument } from "./xml.ts";
import { childrenOf, malformedXml, readXml, textOf, type XmlNode } from "./xmlReader.ts";

/** The minimum of every part except the last: Amazon S3 User Guide, "Amazon S3 multipart upload limits". */
const MIN_PART_BYTES = 5 * 1024 ** 2;
const MAX_PARTS = 10_000;

/** Amazon S3 API Reference, "CreateMultipartUpload". */
export function createMultipartUpload({ bucket, key, given, now }: ObjectExchange): S3Response {
  const algorithm = given["x-amz-checksum-algorithm"]?.toLowerCase();
  if (algorithm !== undefined && !isChecksumName(algorithm)) {
    throw new S3Failure(501, "NotImplemented", `The checksum ${algorithm} is not implemented`);
  }
  const id = randomBytes(48).toString("base64url");
  const upload: Upload = { id, key, initiated: now, ...newObjectMetadata(key, given, bucket, now), parts: new Map() };
  const isWholeChecksum = given["x-amz-checksum-type"] === "FULL_OBJECT";
  if (isWholeChecksum && algorithm !== "crc32" && algorithm !== "crc32c") {
    throw new S3Failure(
      400,
      "InvalidRequest",
      `The FULL_OBJECT checksum type cannot be used with the ${algorithm} checksum algorithm.`,
    );
  }
  bucket.uploads.set(id, algorithm ? { ...upload, checksumName: algorithm, isWholeChecksum } : upload);
  const parts = [element("Bucket", bucket.name), element("Key", key), element("UploadId", id)];
  const headers = {
    ...(algorithm && { "x-amz-checksum-algorithm": algorithm.toUpperCase() }),
    ...abortHeaders(bucket, now),
  };
  return { status: 200, headers, body: xmlDocument(element("InitiateMultipartUploadResult", parts, S3_NAMESPACE)) };
}

/** When the bucket's lifecycle rule aborts the upload. Rules take effect at midnight UTC. */
function abortHeaders({ configurations }: Bucket, now: Date): Record<string, string> {
  const [, days] = /<DaysAfterInitiation>(\d+)</.exec(configurations.get("lifecycle") ?? "") ?? [];
  if (!days) return {};
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + Number(days) + 1);
  return { "x-amz-abort-date": new Date(midnight).toUTCString(), "x-amz-abort-rule-id": "abort" };
}

/** Amazon S3 API Reference, "UploadPart". */
export async function uploadPart(exchange: ObjectExchange): Promise<S3Response> {
  const { bucket, request, now } = exchange;
  needLength(request.headers);
  const { upload, number } = target(exchange);
  needDigest("Put Part", upload.metadata, request.headers);
  const received = await receive(exchange.payload(), request.headers, !bucket.discardBodies);
  const { etag = "", checksum } = receivedMetadata(received);
  const metadata = { number, size: received.size, etag, modified: now, ...(checksum && { checksum }) };
  if (upload.checksumName && checksum && checksum.name !== upload.checksumName) {
    throw new S3Failure(
      400,
      "InvalidRequest",
      `Checksum Type mismatch occurred, expected checksum Type: ${upload.checksumName}, actual checksum Type: ${checksum.name}`,
    );
  }
  upload.parts.set(number, { ...metadata, body: received.body });
  const reported = checksum ? { [`x-amz-checksum-${checksum.name}`]: checksum.value } : {};
  return { status: 200, headers: { etag, ...reported } };
}

/** Amazon S3 API Reference, "UploadPartCopy". */
export function uploadPartCopy(exchange: ObjectExchange): S3Response {
  const { upload, number } = target(exchange);
  const { source, sourceBucket } = copySource(exchange);
  const header = exchange.request.headers["x-amz-copy-source-range"];
  if (header !== undefined && !/^bytes=\d+-\d+$/.test(header)) {
    throw new S3Failure(
      400,
      "InvalidArgument",
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
      { ArgumentName: "x-amz-copy-source-range", ArgumentValue: header },
    );
  }
  const last = Number(header?.split("-")[1] ?? 0);
  if (last >= source.size && header) {
    throw new S3Failure(
      400,
      "InvalidArgument",
      `Range specified is not valid for source object of size: ${source.size}`,
    );
  }
  const range = readRange(header, source.size);
  const body = range ? source.body.subarray(range.start, range.end + 1) : source.body;
  const part = newPart(number, body, exchange.now, upload);
  upload.parts.set(number, part);
  return { status: 200, headers: sourceHeader(sourceBucket, source), body: copyResult("CopyPartResult", part) };
}

function newPart(number: number, body: Buffer, modified: Date, { checksumName: name }: Upload): Part {
  const etag = quoted(createHash("md5").update(body).digest("hex"));
  const checksum: Checksum | undefined = name && { name, value: checksumOf(name, body), type: "FULL_OBJECT" };
  return { number, body, size: body.length, etag, modified, ...(checksum && { checksum }) };
}

function target({ bucket, key, request: { query, headers } }: ObjectExchange) {
  const given = query.get("partNumber") ?? "";
  const number = Number(given);
  if (!/^\d+$/.test(given) || number < 1 || number > MAX_PARTS) {
    throw new S3Failure(
      400,
      "InvalidArgument",
      `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`,
      { ArgumentName: "partNumber", ArgumentValue: given },
    );
  }
  const upload = findUpload(bucket, key, query.get("uploadId"));
  checkCustomerKey(upload.metadata, customerKeyMd5(headers));
  return { upload, number };
}

export function abortMultipartUpload({ bucket, key, request: { query } }: ObjectExchange): S3Response {
  bucket.uploads.delete(findUpload(bucket, key, query.get("uploadId")).id);
  return { status: 204 };
}

/** Amazon S3 API Reference, "CompleteMultipartUpload". */
export async function completeMultipartUpload(exchange: ObjectExchange): Promise<S3Response> {
  const { bucket, key, request, now } = exchange;
  const text = await receiveText(exchange.payload(), {}, false);
  const upload = findUpload(bucket, key, request.query.get("uploadId"));
  const named = childrenOf(readXml(text, "CompleteMultipartUpload"), "Part");
  const parts = chosenParts(named, upload);
  checkWriteConditions(request.headers, key, bucket.get(key));
  const digests = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag.slice(1, -1), "hex")));
  const etag = quoted(`${createHash("md5").update(digests).digest("hex")}-${parts.length}`);
  const body = Buffer.concat(parts.map(({ body }) => body));
  const checksum = upload.isWholeChecksum ? wholeChecksum(body, upload) : compositeOf(parts);
  const object = bucket.put(key, body, upload.headers, now, {
    ...upload.metadata,
    etag,
    size: parts.reduce((sum, { size }) => sum + size, 0),
    parts: parts.map(({ body: _, ...metadata }, index) => ({ ...metadata, number: index + 1 })),
    ...(checksum && { checksum }),
  });
  bucket.uploads.delete(upload.id);
  const { etag: _, ...headers } = writtenHeaders(exchange, object);
  const result = [
    element("Location", `http://${request.host}/${bucket.name}/${encodeURIComponent(key)}`),
    element("Bucket", bucket.name),
    element("Key", key),
    element("ETag", object.etag),
    ...checksumElements(object),
    element("ChecksumType", checksum?.type),
  ];
  return { status: 200, headers, body: xmlDocument(element("CompleteMultipartUploadResult", result, S3_NAMESPACE)) };
}

function chosenParts(named: XmlNode[], upload: Upload): Part[] {
  const numbers = named.map((node) => Number(textOf(node, "PartNumber")));
  if (named.length === 0 || numbers.some((number) => !Number.isInteger(number))) throw malformedXml();
  if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] as number))) {
    throw new S3Failure(
      400,
      "InvalidPartOrder",
      "The list of parts was not in ascending order. Parts must be ordered by part number.",
      { UploadId: upload.id },
    );
  }
  needChecksums(named, upload);
  const parts = named.map((node) => chosenPart(node, upload));
  const small = parts.slice(0, -1).find(({ size }) => size < MIN_PART_BYTES);
  if (small) throw partTooSmall(small);
  return parts;
}

/** Only a checksum of the whole object can do without those of the parts. */
function needChecksums(named: XmlNode[], { checksumName, isWholeChecksum }: Upload): void {
  if (!checksumName || isWholeChecksum) return;
  const missing = named.find(({ children }) => !children.some(({ name }) => name.startsWith("Checksum")));
  if (!missing) return;
  throw new S3Failure(
    400,
    "InvalidRequest",
    `The upload was created using a ${checksumName} checksum. The complete request must include the checksum for each part. It was missing for part ${textOf(missing, "PartNumber")} in the request.`,
  );
}

function partTooSmall({ size, number, etag }: Part): S3Failure {
  return new S3Failure(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", {
    ProposedSize: String(size),
    MinSizeAllowed: String(MIN_PART_BYTES),
    PartNumber: String(number),
    ETag: etag,
  });
}

function chosenPart(node: XmlNode, upload: Upload): Part {
  const number = Number(textOf(node, "PartNumber"));
  const etag = textOf(node, "ETag");
  const part = upload.parts.get(number);
  if (!part || etag === undefined || quoted(etag.replaceAll('"', "")) !== part.etag || !sameChecksum(node, part)) {
    throw new S3Failure(
      400,
      "InvalidPart",
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      { UploadId: upload.id, PartNumber: String(number), ETag: etag ?? "" },
    );
  }
  return part;
}

function sameChecksum(node: XmlNode, { checksum }: Part): boolean {
  const named = node.children.find(({ name }) => name.startsWith("Checksum"));
  return !named || (named.name === `Checksum${checksum?.name.toUpperCase()}` && named.text === checksum?.value);
}

function wholeChecksum(body: Buffer, { checksumName }: Upload): Checksum | undefined {
  return checksumName && { name: checksumName, value: checksumOf(checksumName, body), type: "FULL_OBJECT" };
}

function compositeOf(parts: Part[]): Checksum | undefined {
  const name = parts[0]?.checksum?.name;
  const values = parts.flatMap(({ checksum }) => (checksum && checksum.name === name ? [checksum.value] : []));
  return name && values.length === parts.length ? composite(name, values) : undefined;
}
