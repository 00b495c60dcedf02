import { S3Error } from "../errors/errors.ts";

/** Metadata or tags: names and their values. */
export type Entries = Record<string, string>;

/** @returns the same entries with one added, or with another value. Every other name and value is unchanged. */
export function withEntry(entries: Entries, name: string, value: string): Entries {
  return { ...entries, [name]: value };
}

export function withoutEntry(entries: Entries, name: string): Entries {
  return Object.fromEntries(Object.entries(entries).filter(([each]) => each !== name));
}

/** RFC 9110, 5.6.2 "Tokens". */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/**
 * The name of a metadata entry, which becomes part of a header. S3 stores it in lower case.
 * @throws S3Error valueMissing, invalidParameter
 */
export function readMetadataName(text: string): string {
  const name = readTagName(text.trim());
  if (HEADER_NAME.test(name)) return name.toLowerCase();
  throw new S3Error("invalidParameter", { operation: "CopyObject", parameter: "Metadata", expected: "headerName" });
}

/** @throws S3Error valueMissing */
export function readTagName(text: string): string {
  if (text === "") throw new S3Error("valueMissing", {});
  return text;
}
