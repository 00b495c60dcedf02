import { isRecord } from "../text/isRecord.ts";
import type { CredentialSource, SavedConnection } from "./connections.ts";
import type { EnteredKeys } from "./credentials.ts";
import type { Pin } from "./pins.ts";
import { withoutUser } from "./serviceEndpoints.ts";

/** Reads connections that any version of the extension stored. Skips those that cannot be read. */
export function parseConnections(stored: unknown): SavedConnection[] {
  const read = (Array.isArray(stored) ? stored : []).flatMap((entry) => readConnection(entry) ?? []);
  return [...new Map(read.map((connection) => [connection.id, connection])).values()];
}

/** Reads the buckets added by name, keyed by connection. */
export function parseBuckets(stored: unknown): Map<string, string[]> {
  return parseLists(stored, (entry) => (isText(entry) ? entry : undefined));
}

/** Reads the pins, keyed by connection. */
export function parsePins(stored: unknown): Map<string, Pin[]> {
  return parseLists(stored, readPin);
}

function parseLists<T>(stored: unknown, read: (entry: unknown) => T | undefined): Map<string, T[]> {
  const lists = Object.entries(isRecord(stored) ? stored : {});
  return new Map(
    lists.map(([id, list]) => [id, (Array.isArray(list) ? list : []).flatMap((entry) => read(entry) ?? [])]),
  );
}

function readPin(entry: unknown): Pin | undefined {
  if (!isRecord(entry) || !isText(entry.bucket)) return undefined;
  const { bucket, prefix, account } = entry;
  return { bucket, ...(isText(prefix) && { prefix }), ...(isText(account) && { account }) };
}

/** @returns undefined if there are no readable keys; an error could quote the stored secrets */
export function parseKeys(stored: string | undefined): EnteredKeys | undefined {
  const { accessKeyId, secretAccessKey, sessionToken } = parseJson(stored);
  if (!isText(accessKeyId) || !isText(secretAccessKey)) return undefined;
  return { accessKeyId, secretAccessKey, ...(isText(sessionToken) && { sessionToken }) };
}

function readConnection(entry: unknown): SavedConnection | undefined {
  if (!isRecord(entry)) return undefined;
  const { id, name, revision, region, endpoint, pathStyle } = entry;
  const source = readSource(entry.source);
  if (!source || !isText(id) || !isText(name) || !id.startsWith("connection:")) return undefined;
  return {
    id,
    name,
    source,
    revision: isText(revision) ? revision : "",
    ...(isText(region) && { region }),
    ...(isText(endpoint) && { endpoint: withoutUser(endpoint) }),
    ...(typeof pathStyle === "boolean" && { pathStyle }),
  };
}

function readSource(source: unknown): CredentialSource | undefined {
  if (!isRecord(source)) return undefined;
  const { kind, profile } = source;
  if (kind === "profile") return isText(profile) ? { kind, profile } : undefined;
  return kind === "keys" || kind === "environment" || kind === "anonymous" ? { kind } : undefined;
}

function parseJson(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
