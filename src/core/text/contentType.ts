import mime from "mime";

/** @returns null where the ending of the name tells nothing */
export function contentTypeOf(name: string): string | null {
  return mime.getType(name);
}
