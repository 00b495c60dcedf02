import * as sdk from "@aws-sdk/client-s3";
import { NormalizedSchema } from "@smithy/core/schema";
import { S3Error } from "../errors/errors.ts";
import { asText } from "../text/asText.ts";
import { nearest } from "./nearest.ts";
import generated from "./texts.json" with { type: "json" };

/** What S3 can do, and what one needs to ask for it. Plain JSON, for a webview too. */
export interface Operation {
  /** As in the S3 API: `GetObject`. */
  name: string;
  method: string;
  /** As in the S3 API, without the bucket: `/{Key+}?tagging`. */
  path: string;
  members: Member[];
  description?: string;
  /**
   * `eventStream`: the answer is a stream of binary messages that only an SDK reads. `objectLambda`: for the function
   * behind an Object Lambda access point alone, which answers one request of S3's with it.
   */
  care?: "eventStream" | "objectLambda";
}

export interface Member {
  name: string;
  type: MemberType;
  required: boolean;
  /** The place in the HTTP request. `payload`: the member is the body; `body`: it is an element of the XML body. */
  binding: "label" | "query" | "header" | "prefixHeader" | "payload" | "body";
  wireName: string;
  /** A secret, such as an encryption key. */
  sensitive: boolean;
  description?: string;
}

export type MemberType =
  /** `open`: servers have values of their own besides these. */
  | { kind: "string"; values?: string[]; open?: boolean }
  | { kind: "integer" | "boolean" | "timestamp" | "blob" }
  | { kind: "structure"; name: string; members: Member[] }
  /** Exactly one of the members. */
  | { kind: "union"; name: string; members: Member[] }
  | { kind: "list"; of: MemberType }
  | { kind: "map"; of: MemberType };

type OperationSchema = typeof sdk.GetObject$;
type Traits = Record<string, string | number | undefined>;

/** See build/operationTexts.mjs. */
const texts = generated as unknown as {
  operations: Record<string, string>;
  enums: Record<string, string[]>;
  sentences: string[];
  /** Structure → member → index of its sentence, and the name of its enum. */
  structures: Record<string, Record<string, [sentence: number, values?: string]>>;
};

/** Regions come and go, and other servers name storage classes as they please. */
const OPEN_ENUMS = ["BucketLocationConstraint", "StorageClass", "TransitionStorageClass"];
const CARE: Record<string, Operation["care"]> = {
  SelectObjectContent: "eventStream",
  WriteGetObjectResponse: "objectLambda",
};

const schemas = new Map(
  Object.values(sdk)
    .filter(isOperationSchema)
    .map((schema) => [schema[2], schema]),
);
const described = new Map<string, Operation>();

/** All operations of the SDK's release, in the order of their names. */
export function operations(): Operation[] {
  return [...schemas.keys()].sort().map(operationNamed);
}

/**
 * By name in any usual spelling: GetObject, getObject, get_object, get-object.
 * @throws S3Error unsupportedOperation
 */
export function findOperation(spelling: string): Operation {
  const bare = (name: string) => name.replace(/[-_\s]/g, "").toLowerCase();
  const wanted = bare(asText(spelling));
  const name = [...schemas.keys()].find((known) => known.toLowerCase() === wanted);
  if (name) return operationNamed(name);
  throw new S3Error("unsupportedOperation", {
    operation: asText(spelling),
    nearest: nearest(wanted, [...schemas.keys()]),
  });
}

function isOperationSchema(value: unknown): value is OperationSchema {
  const OPERATION = 9;
  return Array.isArray(value) && value[0] === OPERATION;
}

function operationNamed(name: string): Operation {
  const known = described.get(name);
  if (known) return known;
  const [, , , traits, input] = schemas.get(name) as OperationSchema;
  const [method, path] = (traits as { http: [string, string, number] }).http;
  const description = texts.operations[name];
  const care = CARE[name];
  const operation: Operation = {
    name,
    method,
    // `x-id` tells the SDK's own tools which operation it was; S3 does not know it.
    path: path.replace(/x-id=\w+&?/, "").replace(/[?&]$/, ""),
    members: membersOf(NormalizedSchema.of(input)),
    ...(description && { description }),
    ...(care && { care }),
  };
  described.set(name, operation);
  return operation;
}

/** A structure's schema is `[kind, namespace, name, traits, memberNames, memberSchemas, requiredCount]`, the required ones first. */
function membersOf(structure: NormalizedSchema): Member[] {
  const requiredCount = (structure.getSchema() as unknown as { 6?: number })[6] ?? 0;
  const known = texts.structures[structure.getName() ?? ""] ?? {};
  return [...structure.structIterator()].map(([name, schema], index) => {
    const [sentence, values] = known[name] ?? [];
    const traits = schema.getMergedTraits() as Traits;
    const description = sentence === undefined ? "" : texts.sentences[sentence];
    return {
      name,
      type: typeOf(schema, values),
      required: index < requiredCount,
      ...bindingOf(name, traits),
      sensitive: Boolean(traits.sensitive),
      ...(description && { description }),
    };
  });
}

function bindingOf(name: string, traits: Traits): Pick<Member, "binding" | "wireName"> {
  const { httpLabel, httpQuery, httpHeader, httpPrefixHeaders, httpPayload, xmlName = name } = traits;
  if (httpLabel) return { binding: "label", wireName: name };
  if (httpQuery) return { binding: "query", wireName: String(httpQuery) };
  if (httpHeader) return { binding: "header", wireName: String(httpHeader).toLowerCase() };
  if (httpPrefixHeaders) return { binding: "prefixHeader", wireName: String(httpPrefixHeaders).toLowerCase() };
  return { binding: httpPayload ? "payload" : "body", wireName: String(xmlName) };
}

function typeOf(schema: NormalizedSchema, values?: string): MemberType {
  if (schema.isStructSchema()) {
    const kind = schema.isUnionSchema() ? "union" : "structure";
    return { kind, name: schema.getName() ?? "", members: membersOf(schema) };
  }
  if (schema.isListSchema()) return { kind: "list", of: typeOf(schema.getValueSchema(), values) };
  if (schema.isMapSchema()) return { kind: "map", of: typeOf(schema.getValueSchema(), values) };
  if (schema.isBlobSchema()) return { kind: "blob" };
  // The schemas have one kind of number, and S3's inputs hold whole ones alone.
  if (schema.isNumericSchema()) return { kind: "integer" };
  if (schema.isBooleanSchema()) return { kind: "boolean" };
  if (schema.isTimestampSchema()) return { kind: "timestamp" };
  if (!values) return { kind: "string" };
  return { kind: "string", values: texts.enums[values] ?? [], ...(OPEN_ENUMS.includes(values) && { open: true }) };
}
