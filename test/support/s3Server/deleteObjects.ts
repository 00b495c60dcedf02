import type { BucketExchange, S3Response } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { deleteVersion } from "./objects.ts";
import { receiveText } from "./payload.ts";
import { type Element, element, S3_NAMESPACE, xmlDocument } from "./xml.ts";
import { childrenOf, malformedXml, readXml, textOf, type XmlNode } from "./xmlReader.ts";

const MAX_KEYS = 1000;

/** Amazon S3 API Reference, "DeleteObjects". */
export async function deleteObjects(exchange: BucketExchange): Promise<S3Response> {
  const request = readXml(await receiveText(exchange.payload(), exchange.given, true), "Delete");
  const objects = childrenOf(request, "Object");
  if (objects.length === 0 || objects.length > MAX_KEYS) throw malformedXml();
  const quiet = textOf(request, "Quiet") === "true";
  const results = objects.map((object) => deleteOne(exchange, object, quiet));
  return { status: 200, body: xmlDocument(element("DeleteResult", results, S3_NAMESPACE)) };
}

function deleteOne(exchange: BucketExchange, object: XmlNode, quiet: boolean): Element {
  const [key, versionId] = [textOf(object, "Key"), textOf(object, "VersionId")];
  if (!key) throw malformedXml();
  const named = [element("Key", key), element("VersionId", versionId)];
  try {
    const headers = deleteVersion(exchange, key, versionId, exchange.given, exchange.now);
    if (quiet) return element("Deleted", undefined);
    const marker = headers["x-amz-delete-marker"];
    const markerId = marker && element("DeleteMarkerVersionId", headers["x-amz-version-id"]);
    return element("Deleted", [...named, element("DeleteMarker", marker), ...(markerId ? [markerId] : [])]);
  } catch (error) {
    if (!(error instanceof S3Failure)) throw error;
    return element("Error", [...named, element("Code", error.code), element("Message", error.message)]);
  }
}
