import type { Readable } from "node:stream";
import { HttpRequest } from "@smithy/core/protocols";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { cancellation, isS3Error, ofOwn, S3Error } from "../errors/errors.ts";
import { RESPONSE_TIMEOUT, requestHandler } from "../http/requestHandler.ts";
import type { Connection } from "../identity/connections.ts";

/** What a recipient's browser receives. Header values are empty if absent. */
export interface FetchedPage {
  status: number;
  type: string;
  disposition: string;
  /** The beginning, at most MAX_BODY bytes or one chunk more. */
  body: Buffer;
}

/**
 * Requests a page as a recipient would, without credentials.
 * @throws S3Error cancelled, endpointUnreachable, endpointSilent
 */
export async function fetchPage(connection: Connection, url: string, signal?: AbortSignal): Promise<FetchedPage> {
  const [, protocol = "", host = "", path = ""] = /^(https?:)\/\/([^/]+)(.*)$/.exec(url) ?? [];
  const { hostname, port } = new URL(`${protocol}//${host}`);
  const handler = new NodeHttpHandler(requestHandler(connection.caBundle));
  const request = new HttpRequest({
    protocol,
    // Not every name server knows these names, but every browser does (RFC 6761, 6.3).
    hostname: /\.localhost$/i.test(hostname) ? "127.0.0.1" : hostname,
    ...(port && { port: Number(port) }),
    path,
    headers: { host, "accept-encoding": "identity" },
  });
  try {
    const { response } = await handler.handle(request, { ...(signal && { abortSignal: signal }) });
    const { headers, statusCode, body } = response;
    const value = (name: string) => (headers as Record<string, string>)[name] ?? "";
    return {
      status: statusCode,
      type: value("content-type"),
      disposition: value("content-disposition"),
      body: await beginning(body as Readable),
    };
  } catch (error) {
    if (signal?.aborted) throw cancellation(error);
    if (isS3Error(error)) throw error;
    const endpoint = `${protocol}//${host}`;
    const { name, message } = error as Error;
    if (name === "TimeoutError")
      throw new S3Error("endpointSilent", { endpoint, seconds: RESPONSE_TIMEOUT / 1000, ...ofOwn(connection) });
    throw new S3Error("endpointUnreachable", { endpoint, reason: message, ...ofOwn(connection) }, { cause: error });
  } finally {
    handler.destroy();
  }
}

/** Bytes. */
const MAX_BODY = 16_384;

async function beginning(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_BODY) break;
  }
  return Buffer.concat(chunks);
}
