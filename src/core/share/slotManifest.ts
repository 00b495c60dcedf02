import { isRecord } from "../text/isRecord.ts";

/** What a sender's browser has stored about the file in a slot. Anyone with the page can write one. */
export interface SlotManifest {
  version: 1;
  /** The relative path of the file, as chosen. It can contain anything. */
  name: string;
  /** In bytes. */
  size: number;
  /** The MD5 of the first part, in hexadecimal. Another visit continues only a file that has it. */
  firstPart: string;
  /** Random; of the visit that last wrote it. A browser that finds another claim gives up the slot. */
  claim: string;
  /** Of the completed object. Without it, or if the object has another one, the manifest says nothing about the object. */
  etag?: string;
}

/** Bytes: Amazon S3 User Guide, "Amazon S3 multipart upload limits". */
export const MAX_OBJECT_SIZE = 5 * 1024 ** 4;

/** Bytes. The longest name takes 16 KB as JSON in UTF-8, and 24 KB with each character escaped. */
export const MAX_MANIFEST = 32_768;

/** Characters. */
const MAX_NAME = 4096;
const MAX_ETAG = 128;

/** @returns undefined unless every member has its type and is within its limits */
export function readSlotManifest(value: unknown): SlotManifest | undefined {
  if (!isRecord(value)) return undefined;
  const { version, name, size, firstPart, claim, etag } = value;
  const isValid =
    version === 1 &&
    typeof name === "string" &&
    name !== "" &&
    name.length <= MAX_NAME &&
    // Many browsers still in use lack String.prototype.isWellFormed.
    !/\p{Cs}/u.test(name) &&
    typeof size === "number" &&
    Number.isSafeInteger(size) &&
    size >= 0 &&
    size <= MAX_OBJECT_SIZE &&
    isHex(firstPart) &&
    isHex(claim);
  if (!isValid || !(etag === undefined || isEtag(etag))) return undefined;
  return { version, name, size, firstPart, claim, ...(etag !== undefined && { etag }) };
}

/** @returns undefined if the text is no manifest */
export function parseSlotManifest(text: string): SlotManifest | undefined {
  try {
    return readSlotManifest(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** 128 bits. */
const isHex = (value: unknown): value is string => typeof value === "string" && /^[0-9a-f]{32}$/.test(value);

const isEtag = (value: unknown): value is string =>
  typeof value === "string" && value.length <= MAX_ETAG && /^[\x21-\x7e]+$/.test(value);
