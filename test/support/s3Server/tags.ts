import type { ObjectExchange, S3Response } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { findObject, versionHeader } from "./findObject.ts";
import { receiveText } from "./payload.ts";
import { parseQuery } from "./request.ts";
import type { Tag } from "./storedObject.ts";
import { element, S3_NAMESPACE, xmlDocument } from "./xml.ts";
import { childOf, childrenOf, malformedXml, readXml, textOf } from "./xmlReader.ts";

/** Amazon S3 User Guide, "Categorizing your objects using tags". */
const MAX_PER_OBJECT = 10;
export const MAX_PER_BUCKET = 50;

const invalidTag = (message: string) => new S3Failure(400, "InvalidTag", message);

export function checkTags(tags: Tag[], most = MAX_PER_OBJECT): Tag[] {
  if (tags.length > most) {
    throw new S3Failure(400, "BadRequest", `${most === 10 ? "Object" : "Bucket"} tags cannot be greater than ${most}`);
  }
  for (const { key, value } of tags) {
    if (key === "" || key.length > 128) throw invalidTag("The TagKey you have provided is invalid");
    if (value.length > 256) throw invalidTag("The TagValue you have provided is invalid");
  }
  if (new Set(tags.map(({ key }) => key)).size < tags.length) {
    throw invalidTag("Cannot provide multiple Tags with the same key");
  }
  return tags;
}

/** The header is encoded like a query. */
export function tagsOfHeader(header: string | undefined): Tag[] | undefined {
  return header === undefined ? undefined : checkTags(parseQuery(header).map(([key, value]) => ({ key, value })));
}

export function tagsOfXml(text: string, most?: number): Tag[] {
  const set = childOf(readXml(text, "Tagging"), "TagSet");
  if (!set) throw malformedXml();
  const tags = childrenOf(set, "Tag").map((tag) => {
    const [key, value] = [textOf(tag, "Key"), textOf(tag, "Value")];
    if (key === undefined || value === undefined) throw malformedXml();
    return { key, value };
  });
  return checkTags(tags, most);
}

export function getObjectTagging(exchange: ObjectExchange): S3Response {
  const object = findObject(exchange);
  const tags = (object.tags ?? []).map(({ key, value }) =>
    element("Tag", [element("Key", key), element("Value", value)]),
  );
  const body = xmlDocument(element("Tagging", [element("TagSet", tags)], S3_NAMESPACE));
  return { status: 200, headers: versionHeader(exchange.bucket, object), body };
}

export async function putObjectTagging(exchange: ObjectExchange): Promise<S3Response> {
  const object = findObject(exchange);
  object.tags = tagsOfXml(await receiveText(exchange.payload(), exchange.given, true));
  return { status: 200, headers: versionHeader(exchange.bucket, object) };
}

export function deleteObjectTagging(exchange: ObjectExchange): S3Response {
  const object = findObject(exchange);
  delete object.tags;
  return { status: 204, headers: versionHeader(exchange.bucket, object) };
}
