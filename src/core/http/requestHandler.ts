import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { S3Error } from "../errors/errors.ts";

/** Milliseconds to connect, and to answer. */
const CONNECT_TIMEOUT = 5_000;
export const RESPONSE_TIMEOUT = 20_000;

/**
 * For an SDK client. Requests go through Node's http and https, which VS Code has patched: its proxy settings apply.
 * @param caBundle the SDK does not read `ca_bundle` itself
 * @throws S3Error configUnreadable
 */
export function requestHandler(caBundle?: string, responseTimeout = RESPONSE_TIMEOUT) {
  return {
    connectionTimeout: CONNECT_TIMEOUT,
    requestTimeout: responseTimeout,
    throwOnRequestTimeout: true,
    ...(caBundle && { httpsAgent: new Agent({ keepAlive: true, maxSockets: 50, ca: certificates(caBundle) }) }),
  };
}

function certificates(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new S3Error("caBundleUnreadable", { file, reason: String((error as NodeJS.ErrnoException).code) });
  }
}
