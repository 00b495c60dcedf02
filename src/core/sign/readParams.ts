import { isUtf8 } from "node:buffer";
import { type ExpectedValue, S3Error } from "../errors/errors.ts";
import type { Member, MemberType } from "../operations/catalogue.ts";
import { nearest } from "../operations/nearest.ts";
import { asText } from "../text/asText.ts";
import { isRecord } from "../text/isRecord.ts";
import { BASE64, brokenRule } from "./paramRules.ts";

type Json = Record<string, unknown>;

/** ISO 8601. A time of day needs a zone, or the link would depend on the computer that makes it. */
const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/**
 * Checks JSON against the members of an operation and converts it to the SDK's input. Errors contain the path, such as
 * `Delete.Objects[2].Key`.
 * @throws S3Error missingParameter, unknownParameter, invalidParameter, emptyKey, bodyNotText
 */
export function readMembers(operation: string, members: Member[], value: unknown, path = ""): Json {
  const at = (name: string) => (path === "" ? name : `${path}.${name}`);
  if (!isRecord(value)) throw invalid(operation, path || "params", { expected: "structure" });
  const given = Object.entries(value).filter(([, item]) => item !== undefined);
  for (const [name] of given) {
    if (members.some((member) => member.name === name)) continue;
    const known = members.map((member) => member.name);
    throw new S3Error("unknownParameter", { operation, parameter: at(name), known, nearest: nearest(name, known) });
  }
  const present = Object.fromEntries(given);
  for (const { name, required, type } of members) {
    if (!required) continue;
    // Within a body, an empty string can be intended, for example as the value of a tag.
    const mayBeEmpty = path !== "" || name === "Bucket" || name === "Key" || type.kind === "blob";
    if (present[name] === undefined || (present[name] === "" && !mayBeEmpty)) {
      throw new S3Error("missingParameter", { operation, parameter: at(name) });
    }
  }
  return Object.fromEntries(
    members
      .filter(({ name }) => name in present)
      .map((member) => [member.name, readMember(operation, member, present[member.name], at(member.name))]),
  );
}

function readMember(operation: string, member: Member, value: unknown, path: string): unknown {
  const read = readValue(operation, member.type, value, path);
  const broken = brokenRule(member, read);
  if (broken) throw invalid(operation, broken.part ? `${path}.${broken.part}` : path, broken.expected);
  return read;
}

function readValue(operation: string, type: MemberType, value: unknown, path: string): unknown {
  const refuse = (expected: ExpectedValue) => invalid(operation, path, expected);
  switch (type.kind) {
    case "string":
      return readText(type, value, refuse);
    case "integer":
      if (!Number.isSafeInteger(value)) throw refuse({ expected: "wholeNumber" });
      return value;
    case "boolean":
      if (typeof value !== "boolean") throw refuse({ expected: "boolean" });
      return value;
    case "timestamp":
      return readTimestamp(value, refuse);
    case "blob":
      return readBlob(operation, value, path, refuse);
    case "list":
      if (!Array.isArray(value)) throw refuse({ expected: "list" });
      return value.map((item, index) => readValue(operation, type.of, item, `${path}[${index}]`));
    case "map":
      if (!isRecord(value)) throw refuse({ expected: "structure" });
      return Object.fromEntries(
        Object.entries(value).map(([name, item]) => [name, readValue(operation, type.of, item, `${path}.${name}`)]),
      );
    case "structure":
      return readMembers(operation, type.members, value, path);
    case "union": {
      const read = readMembers(operation, type.members, value, path);
      if (Object.keys(read).length !== 1) {
        throw refuse({ expected: "oneMember", values: type.members.map(({ name }) => name) });
      }
      return read;
    }
  }
}

function readText(
  { values, open }: MemberType & { kind: "string" },
  value: unknown,
  refuse: (expected: ExpectedValue) => S3Error,
): string {
  if (typeof value !== "string") throw refuse({ expected: "text" });
  if (values && !open && !values.includes(value)) throw refuse({ expected: "oneOf", values });
  return value;
}

function readTimestamp(value: unknown, refuse: (expected: ExpectedValue) => S3Error): Date {
  const [whole, day] = TIMESTAMP.exec(asText(value)) ?? [];
  const date = new Date(whole ?? "");
  // JavaScript reads February 30 as a day in March.
  const isReal = !Number.isNaN(date.getTime()) && new Date(`${day}`).toISOString().startsWith(`${day}`);
  if (!isReal) throw refuse({ expected: "timestamp" });
  return date;
}

/** Every blob in S3 is a whole body, and a SignedRequest holds its body as text. */
function readBlob(
  operation: string,
  value: unknown,
  path: string,
  refuse: (expected: ExpectedValue) => S3Error,
): Uint8Array {
  if (typeof value === "string") return Buffer.from(value);
  const base64 = isRecord(value) && Object.keys(value).length === 1 ? value.base64 : undefined;
  if (typeof base64 !== "string" || !BASE64.test(base64)) throw refuse({ expected: "blob" });
  const bytes = Buffer.from(base64, "base64");
  if (!isUtf8(bytes)) throw new S3Error("bodyNotText", { operation, parameter: path });
  return bytes;
}

function invalid(operation: string, parameter: string, expected: ExpectedValue): S3Error {
  return new S3Error("invalidParameter", { operation, parameter, ...expected });
}
