import { type ErrorCode, isS3Error } from "../errors/errors.ts";

/** Without a response to a write, the server may have stored the object nevertheless. */
export function mayBeStored(error: unknown): boolean {
  return isS3Error(error) && UNCERTAIN.has(error.code);
}

const UNCERTAIN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "cancelled",
  "endpointSilent",
  "endpointUnreachable",
  "notS3",
  "serverFault",
]);
