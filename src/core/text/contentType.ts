import mime from "mime";

/** @returns null if the extension of the name is unknown */
export function contentTypeOf(name: string): string | null {
  return mime.getType(name);
}
