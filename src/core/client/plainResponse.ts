import type { IncomingMessage } from "node:http";
import type { HttpResponse } from "@smithy/core/protocols";
import { NormalizedSchema } from "@smithy/core/schema";

/** Reads the value of a header. Absent, or returns undefined, for what only the SDK can read. */
type ReadHeader = ((value: string) => unknown) | undefined;
interface Member {
  name: string;
  read: ReadHeader;
}

/** By the headers of a response. */
type Members = Map<string, Member>;
const known = new WeakMap<object, Members>();

const NOT_ASCII = /[^\x20-\x7e]/;
/** The SDK has rules of its own for it. */
const LEFT_TO_SDK = "expires";
const METADATA = "x-amz-meta-";

/**
 * Reads the response to GetObject or PutObject if it is what S3 usually sends.
 * @param schema of the operation
 * @returns undefined if it must be left to the SDK, because it is an error or has another form
 */
export function readPlainResponse(schema: object, response: HttpResponse): Record<string, unknown> | undefined {
  const { statusCode, headers } = response;
  const members = membersOf(schema);
  const isObject = members.has("content-range");
  const isExpected = isObject
    ? (statusCode === 200 || statusCode === 206) && headers["last-modified"] !== undefined
    : statusCode === 200 && headers["content-length"] === "0";
  if (!isExpected || !headers.etag || headers.etag.startsWith("W/")) return undefined;
  const metadata: Record<string, string> = {};
  const output: Record<string, unknown> = { $metadata: { httpStatusCode: statusCode, attempts: 1 } };
  if (isObject) output.Metadata = metadata;
  for (const [name, value] of Object.entries(headers)) {
    if (name === LEFT_TO_SDK || NOT_ASCII.test(value)) return undefined;
    if (name.startsWith(METADATA)) metadata[name.slice(METADATA.length)] = value;
    const member = members.get(name);
    if (!member) continue;
    const read = member.read?.(value);
    if (read === undefined) return undefined;
    output[member.name] = read;
  }
  const body = response.body as IncomingMessage;
  if (isObject) output.Body = body;
  else body.resume();
  return output;
}

function membersOf(schema: object): Members {
  const found = known.get(schema) ?? new Map(readMembers(schema));
  known.set(schema, found);
  return found;
}

function* readMembers(schema: object): Generator<[string, Member]> {
  const [, , , , , output] = schema as [number, string, string, unknown, unknown, never];
  for (const [name, member] of NormalizedSchema.of(output).structIterator()) {
    const { httpHeader } = member.getMergedTraits();
    if (typeof httpHeader === "string") yield [httpHeader.toLowerCase(), { name, read: readerOf(member) }];
  }
}

function readerOf(member: NormalizedSchema): ReadHeader {
  if (member.isStringSchema()) return (value) => value;
  if (member.isTimestampSchema()) return readDate;
  if (member.isBooleanSchema())
    return (value) => (value === "true" || value === "false" ? value === "true" : undefined);
  if (member.isNumericSchema()) return (value) => (/^\d{1,15}$/.test(value) ? Number(value) : undefined);
  return undefined;
}

/** An HTTP date: RFC 9110, section 5.6.7. */
function readDate(value: string): Date | undefined {
  const date = new Date(value);
  return date.getTime() >= 0 && date.toUTCString() === value ? date : undefined;
}
