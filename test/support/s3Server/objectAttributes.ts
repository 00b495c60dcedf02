import { checkCustomerKey, customerKeyMd5 } from "./customerKey.ts";
import type { ObjectExchange, S3Response } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { findObject, versionHeader } from "./findObject.ts";
import { checksumElements, partElements } from "./partElements.ts";
import type { StoredObject } from "./storedObject.ts";
import { type Element, element, S3_NAMESPACE, xmlDocument } from "./xml.ts";

const ATTRIBUTES = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

/** Amazon S3 API Reference, "GetObjectAttributes". */
export function getObjectAttributes(exchange: ObjectExchange): S3Response {
  const { headers } = exchange.request;
  const object = findObject(exchange);
  checkCustomerKey(object, customerKeyMd5(headers));
  const asked = (headers["x-amz-object-attributes"] ?? "").split(",").map((name) => name.trim());
  const wrong = asked.find((name) => !ATTRIBUTES.includes(name));
  if (wrong !== undefined) {
    const message = wrong
      ? "Invalid attribute name specified."
      : "The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty";
    throw new S3Failure(400, "InvalidArgument", message, {
      ArgumentName: "x-amz-object-attributes",
      ArgumentValue: wrong,
    });
  }
  const parts = asked.map((name) => attribute(name, object, headers));
  return {
    status: 200,
    headers: { "last-modified": object.modified.toUTCString(), ...versionHeader(exchange.bucket, object) },
    body: xmlDocument(element("GetObjectAttributesResponse", parts, S3_NAMESPACE)),
  };
}

function attribute(name: string, object: StoredObject, headers: Record<string, string>): Element {
  const { checksum } = object;
  switch (name) {
    case "ETag":
      return element("ETag", object.etag.slice(1, -1));
    case "Checksum":
      return element("Checksum", checksum && [...checksumElements(object), element("ChecksumType", checksum.type)]);
    case "ObjectParts":
      return element("ObjectParts", objectParts(object, headers));
    case "StorageClass":
      return element("StorageClass", object.headers["x-amz-storage-class"] ?? "STANDARD");
    default:
      return element("ObjectSize", object.size);
  }
}

/** The parts themselves are returned only if they have checksums. */
function objectParts({ parts }: StoredObject, headers: Record<string, string>): Element[] | undefined {
  if (!parts) return undefined;
  const marker = Number(headers["x-amz-part-number-marker"] ?? 0);
  const most = Number(headers["x-amz-max-parts"] ?? 1000);
  const rest = parts.filter(({ number }) => number > marker);
  const page = rest.slice(0, most);
  return [
    element("PartsCount", parts.length),
    element("PartNumberMarker", marker),
    element("NextPartNumberMarker", page.at(-1)?.number ?? 0),
    element("MaxParts", most),
    element("IsTruncated", rest.length > page.length),
    ...(parts[0]?.checksum ? page.map((part) => element("Part", partElements(part))) : []),
  ];
}
