import { isRecord } from "../core/text/isRecord.ts";
import type { FromForm, OperationFormState } from "./protocol.ts";

/** Validates a message from the page. Undefined if it is not one of the page's messages. */
export function readMessage(message: unknown): FromForm | undefined {
  const { type, operation, number, state, text } = (message ?? {}) as Record<string, unknown>;
  if (type === "ready") return { type };
  if (type === "chooseOperation" && typeof operation === "string") return { type, operation };
  if (type === "copy" && typeof text === "string") return { type, text };
  const read = type === "sign" && typeof number === "number" ? readState(state) : undefined;
  return read && { type: "sign", number: number as number, state: read };
}

function readState(state: unknown): OperationFormState | undefined {
  const { connection, operation, params, expiry, httpMethod } = (state ?? {}) as Record<string, unknown>;
  if (typeof connection !== "string" || typeof operation !== "string" || typeof expiry !== "string") return undefined;
  if (!isRecord(params)) return undefined;
  if (httpMethod !== undefined && typeof httpMethod !== "string") return undefined;
  const method = httpMethod === undefined ? {} : { httpMethod };
  return { connection, operation, params, expiry, ...method };
}
