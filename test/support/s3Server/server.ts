import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { BucketStore } from "./bucketStore.ts";
import { corsHeaders } from "./cors.ts";
import type { S3Response } from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { perform } from "./operations.ts";
import { parametersOf } from "./parameters.ts";
import { payloadOf } from "./payload.ts";
import {
  applyQuirks,
  distortFields,
  distortObject,
  distortTokens,
  dropEtag,
  performedOperation,
  type Quirk,
} from "./quirks.ts";
import { readRequest, type S3Request } from "./request.ts";
import { operationOf } from "./routes.ts";
import { type ServerFault, ServerFaults } from "./serverFaults.ts";
import { authenticate, MAX_EXPIRES, type S3User, type Signer } from "./sigV4.ts";

export const alice: S3User = {
  accountId: "111122223333",
  accessKeyId: "AKIAALICEALICEALICE1",
  secretAccessKey: "alice/secret+alice/secret+alice/secret12",
};
export const bob: S3User = {
  accountId: "444455556666",
  accessKeyId: "AKIABOBBOBBOBBOBBOB1",
  secretAccessKey: "bob/secret+bob/secret+bob/secret+bob/se34",
};

export interface S3ServerOptions {
  port?: number;
  users?: S3User[];
  /** Seconds added to the server's own clock. */
  clockOffset?: number;
  /** Virtual-hosted style is supported at `BUCKET.hostSuffix`. */
  hostSuffix?: string;
}

export interface RecordedRequest {
  method: string;
  /** Path and query as received. */
  url: string;
  host: string;
  operation: string;
  bucket?: string;
  key?: string;
  status: number;
  headers: Record<string, string>;
  accessKeyId?: string;
  presigned: boolean;
}

export interface S3Server {
  endpoint: string;
  /** The same buckets without quirks, faults and records, for what a test prepares and checks. */
  plainEndpoint: string;
  port: number;
  /** The newest 10,000. */
  requests: RecordedRequest[];
  store: BucketStore;
  users: S3User[];
  /** Seconds; may be changed at any time. */
  clockOffset: number;
  /** Seconds that a link can be valid; may be changed at any time. */
  maxExpires: number;
  faults: ServerFaults;
  quirks: Set<Quirk>;
  close(): Promise<void>;
}

const MAX_REQUESTS = 10_000;

/** A strict S3 server on loopback: it rejects what S3 rejects, and shares no code with the product under test. */
export async function startS3Server(options: S3ServerOptions = {}): Promise<S3Server> {
  const { port = 0, users = [alice, bob], clockOffset = 0, hostSuffix = "s3.localhost" } = options;
  const http = createServer();
  const plainHttp = createServer();
  const server: S3Server = {
    endpoint: "",
    plainEndpoint: "",
    port: 0,
    requests: [],
    store: new BucketStore(() => server.quirks.has("etagNotMd5")),
    users,
    clockOffset,
    maxExpires: MAX_EXPIRES,
    faults: new ServerFaults(),
    quirks: new Set(),
    close: async () => {
      await Promise.all([close(http), close(plainHttp)]);
    },
  };
  const plain: S3Server = Object.assign(Object.create(server), {
    quirks: new Set(),
    faults: new ServerFaults(),
    requests: [],
  });
  http.on("request", (message, response) => void serve(server, readRequest(message, hostSuffix), response));
  plainHttp.on("request", (message, response) => void serve(plain, readRequest(message, hostSuffix), response));
  server.port = await listen(http, port);
  server.endpoint = `http://127.0.0.1:${server.port}`;
  server.plainEndpoint = `http://127.0.0.1:${await listen(plainHttp, 0)}`;
  return server;
}

/** @returns the port */
async function listen(http: Server, port: number): Promise<number> {
  http.listen(port, "127.0.0.1");
  await new Promise((resolve, reject) => http.once("listening", resolve).once("error", reject));
  return (http.address() as AddressInfo).port;
}

async function serve(server: S3Server, request: S3Request, response: ServerResponse<IncomingMessage>): Promise<void> {
  const { method, host, headers, bucket, key } = request;
  const now = new Date(Date.now() + server.clockOffset * 1000);
  const record: RecordedRequest = {
    method,
    url: request.message.url ?? "",
    host,
    operation: operationOf(request),
    ...(bucket && { bucket }),
    ...(key && { key }),
    status: 0,
    headers,
    presigned: request.query.has("X-Amz-Signature"),
  };
  server.requests.push(record);
  if (server.requests.length > MAX_REQUESTS) server.requests.shift();
  const fault = server.faults.next(record);
  const reply = fault ? await misbehave(fault, response) : undefined;
  if (reply === "over") return;
  const result = reply ?? (await respond(server, request, record, now));
  result.headers = { ...corsHeaders(request, server.store), ...result.headers };
  record.status = result.status;
  if (fault?.kind === "lost") {
    response.socket?.resetAndDestroy();
    return;
  }
  send(request, response, result, now, fault);
}

async function respond(server: S3Server, request: S3Request, record: RecordedRequest, now: Date): Promise<S3Response> {
  try {
    // A browser's preflight has the query of the actual request, whose signature is not for OPTIONS.
    const asks = record.operation === "Preflight";
    const signer: Signer | undefined = asks ? undefined : authenticate(request, server.users, now, server.maxExpires);
    if (signer) record.accessKeyId = signer.user.accessKeyId;
    applyQuirks(server.quirks, record.operation, request.headers);
    const { store, users } = server;
    const given = parametersOf(request);
    const payload = () => payloadOf(request, signer);
    const operation = performedOperation(server.quirks, record.operation);
    const response = await perform(operation, { request, given, signer, store, users, now, payload });
    const asked = request.query.get("continuation-token") ?? request.query.get("key-marker");
    const stored = record.bucket && record.key ? store.find(record.bucket)?.get(record.key) : undefined;
    const distorted = distortFields(server.quirks, operation, distortTokens(server.quirks, asked, response));
    return distortObject(server.quirks, request, stored, dropEtag(server.quirks, operation, distorted));
  } catch (error) {
    return failed(error instanceof S3Failure ? error : new S3Failure(500, "InternalError", String(error)));
  }
}

function failed(failure: S3Failure): S3Response {
  const headers = { "content-type": "application/xml", ...failure.headers };
  return failure.status === 304
    ? { status: 304, headers }
    : { status: failure.status, headers, body: failure.xml(requestId()) };
}

async function misbehave(fault: ServerFault, response: ServerResponse): Promise<S3Response | "over" | undefined> {
  switch (fault.kind) {
    case "delay":
      await wait(fault.milliseconds);
      return undefined;
    case "stall":
      return "over";
    case "reset":
      response.socket?.resetAndDestroy();
      return "over";
    case "status":
      return failed(new S3Failure(fault.status, fault.code, fault.code, {}, fault.headers));
    case "body":
      return { status: fault.status, body: fault.body };
    case "cut":
    case "endless":
    case "lost":
      return undefined;
  }
}

function send(
  { method, message }: S3Request,
  response: ServerResponse,
  result: S3Response,
  now: Date,
  fault?: ServerFault,
): void {
  const { status, headers = {}, body = "" } = result;
  // Copying a large object would take longer than sending it.
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  response.sendDate = false;
  // A response to HEAD has the length of the body that GET would return, and no body.
  const all: Record<string, string | number> = {
    // Node decodes the bytes of a Content-Disposition that follows a Content-Length.
    ...headers,
    date: now.toUTCString(),
    server: "AmazonS3",
    "x-amz-request-id": requestId(),
    "x-amz-id-2": "loopback",
    ...(bytes.length > 0 && { "content-type": "application/xml" }),
    ...(status !== 204 && status !== 304 && { "content-length": bytes.length }),
    ...headers,
  };
  if (all["transfer-encoding"]) delete all["content-length"];
  if (fault?.kind === "endless") {
    delete all["content-length"];
    response.writeHead(status, { ...all, ...(fault.declared && { "content-length": fault.declared }) });
    Readable.from(endless(bytes, fault.declared)).pipe(response);
    return;
  }
  response.writeHead(status, all);
  if (fault?.kind === "cut") {
    response.write(bytes.subarray(0, fault.afterBytes), () => response.socket?.destroy());
    return;
  }
  response.end(method === "HEAD" ? undefined : bytes);
  message.resume();
}

function* endless(bytes: Buffer, declared = Number.POSITIVE_INFINITY): Generator<Buffer> {
  yield bytes;
  const space = Buffer.alloc(65_536, " ");
  for (let left = declared - bytes.length; left > 0; left -= space.length)
    yield space.subarray(0, Math.min(left, 65_536));
}

const requestId = (): string => randomBytes(8).toString("hex").toUpperCase();

function close(http: Server): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
}
