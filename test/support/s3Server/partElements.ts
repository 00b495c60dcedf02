import type { PartMetadata, StoredObject } from "./storedObject.ts";
import { type Element, element } from "./xml.ts";

export function checksumElements({ checksum }: Pick<StoredObject, "checksum">): Element[] {
  return checksum ? [element(`Checksum${checksum.name.toUpperCase()}`, checksum.value)] : [];
}

export function partElements(part: PartMetadata): Element[] {
  return [element("PartNumber", part.number), element("Size", part.size), ...checksumElements(part)];
}
