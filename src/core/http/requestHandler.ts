import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { S3Error } from "../errors/errors.ts";

/** Milliseconds to wait for a connection, and for a response. */
const CONNECT_TIMEOUT = 5_000;
export const RESPONSE_TIMEOUT = 20_000;

/**
 * Options for an SDK client. Requests use Node's http and https, which VS Code patches to apply its proxy settings.
 * @param caBundle path of a file with CA certificates; the SDK does not read `ca_bundle` itself
 * @throws S3Error caBundleUnreadable
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
