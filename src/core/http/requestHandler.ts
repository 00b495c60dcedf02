import { Agent } from "node:https";
import type { Readable } from "node:stream";
import type { HttpRequest, HttpResponse } from "@smithy/core/protocols";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { readSmallFileSync } from "../disk/smallFile.ts";
import { S3Error } from "../errors/errors.ts";
import { boundedBody } from "./boundedBody.ts";

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

type HandlerOptions = NonNullable<Parameters<NodeHttpHandler["handle"]>[1]>;

/** What a request that was sent without the SDK has brought. */
export type Received = { response: HttpResponse } | { error: unknown };

/** Lets the SDK continue from a request that was sent without it, as if that had been its own first attempt. */
export class ContinuingHandler extends NodeHttpHandler {
  /** @param options `received` is emptied */
  override async handle(
    request: HttpRequest,
    { received, ...options }: HandlerOptions & { received?: Received[] } = {},
  ) {
    const first = received?.shift();
    if (!first) return super.handle(request, options);
    if ("error" in first) throw first.error;
    return first;
  }
}

/** Bytes. STS, IAM Identity Center and the sign-in service return one set of credentials. */
export const MAX_SERVICE_RESPONSE = 1024 ** 2;

/** For services other than S3, whose responses the SDK would read to their end, however long they are. */
export class BoundedHandler extends NodeHttpHandler {
  override async handle(...args: Parameters<NodeHttpHandler["handle"]>) {
    const result = await super.handle(...args);
    const { body } = result.response;
    if (body) result.response.body = boundedBody(body as Readable, args[0].hostname, MAX_SERVICE_RESPONSE);
    return result;
  }
}

function certificates(file: string): Buffer {
  try {
    return readSmallFileSync(file);
  } catch (error) {
    throw new S3Error("caBundleUnreadable", { reason: String((error as NodeJS.ErrnoException).code) });
  }
}
