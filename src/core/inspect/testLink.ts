import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { OwnEndpoint } from "../address/knownEndpoint.ts";
import { hostName, type RawUrl, splitUrl, wireHost, wirePath } from "../address/rawUrl.ts";
import { cancellation, S3Error } from "../errors/errors.ts";
import type { ServerResponse } from "../http/serverResponse.ts";
import { isTlsFailure } from "../http/tlsFailure.ts";
import { findLink } from "./inspect.ts";
import type { FoundLink, InspectedUrl } from "./inspectedUrl.ts";
import { judge, type LinkWorks } from "./linkResponse.ts";
import { isOther, judgeOther } from "./otherResponse.ts";

/** A link that does not work or could not be tested. The error's code is one of `LinkFaultCode`. */
export interface LinkFails {
  outcome: "fails";
  error: S3Error;
  /** Absent if no response arrived, or if nothing was sent. */
  status?: number;
}

export type LinkTest = LinkWorks | LinkFails;

export interface LinkTestOptions {
  signal?: AbortSignal;
  /** Milliseconds for the whole response. */
  timeout?: number;
  /** See inspect. */
  endpoints?: readonly OwnEndpoint[];
}

const TIMEOUT = 10_000;
/** Bytes. The important part of an S3 error is in its first kilobyte. */
const MAX_BODY = 8192;

/**
 * Requests the first byte behind the link, as a recipient would, and returns the outcome. Sends at most one request,
 * and only a GET: a link that writes or deletes is not tested.
 * @throws S3Error notS3Link, cancelled
 */
export async function testLink(text: string, options: LinkTestOptions = {}): Promise<LinkTest> {
  const { signal, timeout = TIMEOUT, endpoints } = options;
  const found = findLink(text, new Date(), endpoints);
  const refusal = whyNotTried(found);
  if (refusal) return { outcome: "fails", error: refusal };
  const url = splitUrl(found.pasted.url) as RawUrl;
  const limit = AbortSignal.timeout(timeout);
  try {
    const reply = await firstByte(url, found, signal ? AbortSignal.any([signal, limit]) : limit);
    const { inspected } = found;
    const verdict = isOther(inspected) ? judgeOther(reply, inspected) : judge(reply, inspected);
    return verdict instanceof S3Error ? { outcome: "fails", error: verdict, status: reply.status } : verdict;
  } catch (error) {
    if (signal?.aborted) throw cancellation();
    return { outcome: "fails", error: noResponse(error as NodeJS.ErrnoException, url.host, limit.aborted, timeout) };
  }
}

function whyNotTried({ pasted, inspected }: FoundLink): S3Error | undefined {
  const { kind, operation, method, methods, endpoint } = inspected;
  if (kind === "post") return new S3Error("linkIsForm", {});
  if (endpoint === undefined) return new S3Error("linkIsUri", {});
  if (!("GET" in methods)) {
    return method === "HEAD"
      ? new S3Error("linkForHead", { operation })
      : new S3Error("linkNotRead", { operation, method });
  }
  const headers = unknownHeaders(inspected, pasted.headers);
  return headers.length > 0 ? new S3Error("linkNeedsHeaders", { headers }) : undefined;
}

/** Signed headers whose values were not given with the link. */
function unknownHeaders({ signedHeaders }: InspectedUrl, given: Record<string, string>): string[] {
  return signedHeaders.filter((name) => given[name] === undefined);
}

function firstByte(url: RawUrl, { pasted, inspected }: FoundLink, signal: AbortSignal): Promise<ServerResponse> {
  const signed = inspected.signedHeaders.map((name) => [name, pasted.headers[name] as string]);
  const { promise, resolve, reject } = Promise.withResolvers<ServerResponse>();
  const request = (url.scheme === "https" ? httpsRequest : httpRequest)(
    {
      hostname: hostName(url).replace(/^\[|\]$/g, ""),
      port: /:(\d+)$/.exec(url.host)?.[1] ?? null,
      path: wirePath(url),
      method: "GET",
      headers: { host: wireHost(url), range: "bytes=0-0", ...Object.fromEntries(signed) },
      agent: false,
      signal,
    },
    (response) => {
      const chunks: Buffer[] = [];
      const done = () => {
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, body: Buffer.concat(chunks).toString() });
        request.destroy();
      };
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        if (chunks.reduce((bytes, { length }) => bytes + length, 0) >= MAX_BODY) done();
      });
      response.on("error", reject);
      response.on("end", done);
    },
  );
  request.on("error", reject);
  request.end();
  return promise;
}

function noResponse({ code, message }: NodeJS.ErrnoException, host: string, late: boolean, timeout: number): S3Error {
  if (late) return new S3Error("linkSilent", { host, seconds: timeout / 1000 });
  return new S3Error(isTlsFailure(code) ? "linkTls" : "linkUnreachable", { host, reason: message || (code ?? "") });
}
