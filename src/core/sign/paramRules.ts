import { MAX_PARTS } from "../client/sizeLimits.ts";
import type { ExpectedValue } from "../errors/errors.ts";
import type { Member } from "../operations/catalogue.ts";

/** Returns undefined for a valid value. The type has already been checked. */
type Rule = (value: unknown) => ExpectedValue | undefined;

export const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Bytes. Amazon S3 User Guide, "Working with object metadata". */
const MAX_METADATA = 2048;

const from =
  (min: number, max?: number): Rule =>
  (value) =>
    (value as number) < min || (max !== undefined && (value as number) > max)
      ? { expected: "range", min, ...(max !== undefined && { max }) }
      : undefined;

const matching =
  (pattern: RegExp, expected: ExpectedValue["expected"]): Rule =>
  (value) =>
    pattern.test(value as string) ? undefined : { expected };

/** The SDK accepts a customer-provided key as it is or in Base64. */
const keyOf256Bits: Rule = (value) => {
  const text = value as string;
  const bytes = BASE64.test(text) && text.length === 44 ? Buffer.from(text, "base64") : Buffer.from(text);
  return bytes.length === 32 ? undefined : { expected: "key256" };
};

const json: Rule = (value) => {
  try {
    JSON.parse(value as string);
    return undefined;
  } catch {
    return { expected: "json" };
  }
};

const ascii = matching(/^[\x20-\x7e]*$/, "ascii");
const latin1 = matching(/^[\x20-\x7e\xa0-\xff]*$/, "latin1");
/** RFC 9110 section 5.6.2, "Tokens". */
const headerName = matching(/^[\w!#$%&'*+.^`|~-]+$/, "headerName");

/** Limits that the schemas do not contain: Amazon S3 API Reference, the page of each operation. */
const RULES: Record<string, Rule> = {
  PartNumber: from(1, MAX_PARTS),
  MaxKeys: from(0),
  MaxParts: from(0),
  MaxUploads: from(1, 1000),
  MaxBuckets: from(1, 10_000),
  MaxDirectoryBuckets: from(0, 1000),
  ContentLength: from(0),
  MpuObjectSize: from(0),
  ContentMD5: matching(/^[A-Za-z0-9+/]{22}==$/, "md5"),
  CopySource: matching(/^\/?[^/]+\/./s, "source"),
  RenameSource: matching(/[^/]/, "existingKey"),
  RequestRoute: matching(/^[A-Za-z0-9-]{1,63}$/, "hostLabel"),
  SSECustomerKey: keyOf256Bits,
  CopySourceSSECustomerKey: keyOf256Bits,
  Policy: json,
};

/** These are encoded before they become headers. */
const ENCODED = ["CopySource", "RenameSource", "SSECustomerKey", "CopySourceSSECustomerKey"];

/** What is wrong with a member's value, and in which part of it; undefined for a valid value. */
export function brokenRule(member: Member, value: unknown): { part?: string; expected: ExpectedValue } | undefined {
  if (member.binding === "prefixHeader") return brokenMetadata(value as Record<string, string>);
  const expected = RULES[member.name]?.(value) ?? brokenCharacters(member, value);
  return expected && { expected };
}

function brokenCharacters({ name, binding, wireName }: Member, value: unknown): ExpectedValue | undefined {
  if (typeof value !== "string" || ENCODED.includes(name)) return undefined;
  // The signature covers UTF-8, but HTTP clients send Latin-1 or fail. A control character would end the header.
  if (binding === "header") return ascii(value);
  // S3 responds with 400 to a response header that is not Latin-1.
  return binding === "query" && wireName.startsWith("response-") ? latin1(value) : undefined;
}

function brokenMetadata(metadata: Record<string, string>): ReturnType<typeof brokenRule> {
  for (const [part, value] of Object.entries(metadata)) {
    const expected = headerName(part) ?? ascii(value);
    if (expected) return { part, expected };
  }
  const size = Object.entries(metadata).flat().join("").length;
  return size > MAX_METADATA ? { expected: { expected: "metadataSize", max: MAX_METADATA } } : undefined;
}
