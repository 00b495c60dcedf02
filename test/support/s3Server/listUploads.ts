import type { BucketExchange, ObjectExchange, S3Response } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { compareKeys } from "./keyOrder.ts";
import { encodeListed } from "./listing.ts";
import { checksumElements } from "./partElements.ts";
import { findUpload, partsInOrder, type Upload } from "./uploads.ts";
import { element, S3_NAMESPACE, xmlDocument } from "./xml.ts";

const MAX = 1000;

function limit(given: string | undefined, name: string): number {
  if (given !== undefined && !/^\d+$/.test(given)) {
    const message = `Provided ${name} not an integer or within integer range`;
    throw new S3Failure(400, "InvalidArgument", message, { ArgumentName: name, ArgumentValue: given });
  }
  return Math.min(Number(given ?? MAX), MAX);
}

/** Amazon S3 API Reference, "ListParts". */
export function listParts({ bucket, key, request: { query } }: ObjectExchange): S3Response {
  const upload = findUpload(bucket, key, query.get("uploadId"));
  const most = limit(query.get("max-parts"), "max-parts");
  const marker = Number(query.get("part-number-marker") ?? 0);
  const rest = partsInOrder(upload).filter(({ number }) => number > marker);
  const page = rest.slice(0, most);
  const result = [
    element("Bucket", bucket.name),
    element("Key", key),
    element("UploadId", upload.id),
    element("StorageClass", upload.headers["x-amz-storage-class"] ?? "STANDARD"),
    element("PartNumberMarker", marker),
    element("NextPartNumberMarker", page.at(-1)?.number ?? 0),
    element("MaxParts", most),
    element("IsTruncated", rest.length > page.length),
    element("ChecksumAlgorithm", upload.checksumName?.toUpperCase()),
    ...page.map((part) =>
      element("Part", [
        element("PartNumber", part.number),
        element("LastModified", part.modified.toISOString()),
        element("ETag", part.etag),
        element("Size", part.size),
        ...checksumElements(part),
      ]),
    ),
  ];
  return { status: 200, body: xmlDocument(element("ListPartsResult", result, S3_NAMESPACE)) };
}

/** Amazon S3 API Reference, "ListMultipartUploads". */
export function listMultipartUploads({ bucket, request: { query } }: BucketExchange): S3Response {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const keyMarker = query.get("key-marker") ?? "";
  const idMarker = query.get("upload-id-marker") ?? "";
  const most = limit(query.get("max-uploads"), "max-uploads");
  const text = query.get("encoding-type") === "url" ? encodeListed : (key: string) => key;
  const isAfter = ({ key, id }: Upload) => {
    const order = compareKeys(key, keyMarker);
    return order > 0 || (order === 0 && idMarker !== "" && compareKeys(id, idMarker) > 0);
  };
  const found = [...bucket.uploads.values()]
    .filter((upload) => upload.key.startsWith(prefix) && isAfter(upload))
    .sort((a, b) => compareKeys(a.key, b.key) || compareKeys(a.id, b.id));
  const folderOf = ({ key }: Upload) => {
    const cut = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    return cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
  };
  const page = found.slice(0, most);
  const folders = new Set(page.flatMap((upload) => folderOf(upload) ?? []));
  const last = found.length > page.length ? page.at(-1) : undefined;
  const result = [
    element("Bucket", bucket.name),
    element("KeyMarker", text(keyMarker)),
    element("UploadIdMarker", idMarker),
    element("NextKeyMarker", last && text(last.key)),
    element("NextUploadIdMarker", last?.id),
    element("Prefix", text(prefix)),
    element("Delimiter", delimiter ? text(delimiter) : undefined),
    element("EncodingType", query.get("encoding-type")),
    element("MaxUploads", most),
    element("IsTruncated", last !== undefined),
    ...page
      .filter((upload) => folderOf(upload) === undefined)
      .map(({ key, id, initiated, headers }) =>
        element("Upload", [
          element("Key", text(key)),
          element("UploadId", id),
          element("Owner", [element("ID", bucket.owner)]),
          element("StorageClass", headers["x-amz-storage-class"] ?? "STANDARD"),
          element("Initiated", initiated.toISOString()),
        ]),
      ),
    ...[...folders].map((folder) => element("CommonPrefixes", [element("Prefix", text(folder))])),
  ];
  return { status: 200, body: xmlDocument(element("ListMultipartUploadsResult", result, S3_NAMESPACE)) };
}
