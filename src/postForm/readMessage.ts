import type { ConditionRow, Pair, UploadSettings } from "../core/post/policy/uploadSettings.ts";
import type { FromForm, PageAction, PostFormState, Trial } from "./protocol.ts";

type Read<T> = (value: unknown) => T | undefined;

/** Validates a message from the page. Undefined if it is not one of the page's messages. */
export function readMessage(message: unknown): FromForm | undefined {
  const { type, number, state, trial, text, action, id } = (message ?? {}) as Record<string, unknown>;
  switch (type) {
    case "ready":
    case "startFresh":
    case "chooseFile":
    case "upload":
    case "cancelUpload":
    case "cors":
      return { type };
    case "copy":
      return typeof text === "string" ? { type, text } : undefined;
    case "saveSnippet":
      return typeof id === "string" ? { type, id } : undefined;
    case "saved":
      return action === "open" || action === "show" ? { type, action } : undefined;
    case "page":
      return isAction(action) ? { type, action } : undefined;
    case "try": {
      const read = readTrial(trial);
      return read && { type, trial: read };
    }
    case "sign": {
      const read = typeof number === "number" ? readState(state) : undefined;
      return read && { type, number: number as number, state: read };
    }
    default:
      return undefined;
  }
}

const isAction = (action: unknown): action is PageAction => action === "copy" || action === "save" || action === "open";

const text: Read<string> = (value) => (typeof value === "string" ? value : undefined);
const mode: Read<UploadSettings["keyMode"]> = (value) =>
  value === "exact" || value === "fileName" || value === "free" ? value : undefined;

/** Reads an array of rows, each with the same number of texts. */
function rows<Row extends string[]>(length: Row["length"]): Read<Row[]> {
  const isRow = (row: unknown): row is Row =>
    Array.isArray(row) && row.length === length && row.every((item) => typeof item === "string");
  return (value) => (Array.isArray(value) && value.every(isRow) ? value : undefined);
}

const SETTINGS: { [K in keyof UploadSettings]: Read<UploadSettings[K]> } = {
  bucket: text,
  keyMode: mode,
  key: text,
  minSize: text,
  maxSize: text,
  contentType: text,
  metadata: rows<Pair>(2),
  tags: rows<Pair>(2),
  storageClass: text,
  encryption: text,
  kmsKeyId: text,
  acl: text,
  success: text,
  redirect: text,
  fields: rows<Pair>(2),
  conditions: rows<ConditionRow>(3),
};

const STATE: { [K in keyof PostFormState]: Read<PostFormState[K]> } = { ...SETTINGS, connection: text, expiry: text };

const TRIAL: { [K in keyof Trial]: Read<Trial[K]> } = { name: text, size: text, contentType: text };

export const readState: Read<PostFormState> = (value) => readAll(STATE, value);
const readTrial: Read<Trial> = (value) => readAll(TRIAL, value);

/** Reads all members. Undefined if any of them is not valid. */
function readAll<T>(members: { [K in keyof T]: Read<T[K]> }, value: unknown): T | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const given = value as Record<string, unknown>;
  const read = Object.entries<Read<unknown>>(members).map(([name, member]) => [name, member(given[name])] as const);
  return read.some(([, member]) => member === undefined) ? undefined : (Object.fromEntries(read) as T);
}
