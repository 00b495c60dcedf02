import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** Faults between a client and an S3 server, which is itself in order. */
export const NETWORK_FAULTS = {
  delay: "the response is late",
  stall: "there is no response",
  "stall midway": "the response stops halfway, and the connection stays open",
  cut: "the connection is closed halfway through the response",
  reset: "the connection is reset before the server has received the request",
  lost: "the server carries out the request, and the connection is reset before the response",
  "500": "500 InternalError",
  "503": "503 SlowDown",
  malformed: "the response has malformed XML, or other bytes of the same length for an object",
  truncated: "the response ends halfway, as if it were complete",
  empty: "the response has no body, as if it were complete",
  "too short": "Content-Length is half of what it should be",
  "too long": "Content-Length is twice what it should be, and the connection stays open",
} as const;

export type NetworkFault = keyof typeof NETWORK_FAULTS;

export interface PassedRequest {
  method: string;
  /** Path and query. */
  url: string;
  /** Milliseconds, of performance.now(). */
  at: number;
  isFaulty: boolean;
}

export interface FaultProxy {
  endpoint: string;
  /** In order of arrival. */
  requests: PassedRequest[];
  /** @param affects whether a request gets the fault, by its number, counted from 1 from now on, and its path and query */
  injectFault(fault: NetworkFault, affects: (number: number, url: string) => boolean): void;
  clear(): void;
  /** Resolves when the next fault has been injected. */
  nextFault(): Promise<void>;
  close(): Promise<void>;
}

export interface Rewrite {
  host: string;
  path?: (path: string) => string;
}

/** Milliseconds. */
const DELAY = 30;

/**
 * A proxy on loopback for any S3 server. It does not modify requests, including Host, so signatures remain valid if the
 * server accepts any host name.
 * @param rewrite changes requests like a proxy that is configured to: their Host header, and their path
 */
export async function startFaultProxy(target: string, rewrite?: Rewrite): Promise<FaultProxy> {
  const upstream = new Agent({ keepAlive: true });
  let rule: { fault: NetworkFault; affects: (number: number, url: string) => boolean; seen: number } | undefined;
  let hit = Promise.withResolvers<void>();
  const requests: PassedRequest[] = [];
  // An idle connection stays open: the third attempt after two stalls comes just when Node would close it.
  const server = createServer({ keepAliveTimeout: 0 });
  server.on("request", (message, response) => {
    const { method = "", url = "" } = message;
    const isFaulty = rule?.affects(++rule.seen, url) ?? false;
    requests.push({ method, url, at: performance.now(), isFaulty });
    if (isFaulty) hit.resolve();
    if (isFaulty) hit = Promise.withResolvers();
    void serve(isFaulty ? rule?.fault : undefined, { target, rewrite, agent: upstream }, message, response);
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    injectFault: (fault, affects) => {
      rule = { fault, affects, seen: 0 };
    },
    clear: () => {
      rule = undefined;
    },
    nextFault: () => hit.promise,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        upstream.destroy();
      }),
  };
}

async function serve(
  fault: NetworkFault | undefined,
  upstream: Upstream,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (fault && refuse(fault, message, response)) return;
  try {
    const reply = await pass(upstream, message);
    if (fault === "delay") await wait(DELAY);
    corrupt(fault, message.method ?? "", reply, response);
  } catch {
    response.destroy();
  }
}

/** @returns whether the request is kept from the server */
function refuse(fault: NetworkFault, message: IncomingMessage, response: ServerResponse): boolean {
  const fail = (status: number, code: string) => {
    message.resume();
    const body = message.method === "HEAD" ? "" : `<Error><Code>${code}</Code><Message>${code}</Message></Error>`;
    response.writeHead(status, { "content-type": "application/xml" }).end(body);
  };
  if (fault === "stall") message.resume();
  else if (fault === "reset") message.socket.resetAndDestroy();
  else if (fault === "500") fail(500, "InternalError");
  else if (fault === "503") fail(503, "SlowDown");
  else return false;
  return true;
}

interface Reply {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

interface Upstream {
  target: string;
  rewrite: Rewrite | undefined;
  agent: Agent;
}

function pass({ target, rewrite, agent }: Upstream, message: IncomingMessage): Promise<Reply> {
  const { hostname, port } = new URL(target);
  const { method, url: path = "", rawHeaders: headers } = message;
  const isHost = (index: number) => headers[index - 1]?.toLowerCase() === "host" && index % 2 === 1;
  const sent = rewrite && {
    path: rewrite.path?.(path) ?? path,
    headers: headers.map((text, index) => (isHost(index) ? rewrite.host : text)),
  };
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, method, path, headers, agent, ...sent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const { "transfer-encoding": _, connection: __, ...headers } = response.headers;
        const body = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: headers as Reply["headers"], body });
      });
    });
    request.on("error", reject);
    message.on("error", () => request.destroy());
    message.pipe(request);
  });
}

/** Sends a response, modified by a fault. */
function corrupt(fault: NetworkFault | undefined, method: string, reply: Reply, response: ServerResponse): void {
  const { status, headers, body } = reply;
  const isHead = method === "HEAD";
  const length = isHead ? Number(headers["content-length"] ?? 0) : body.length;
  const hasLength = status !== 204 && status !== 304 && !(isHead && headers["content-length"] === undefined);
  const begin = (claimed: number) =>
    response.writeHead(status, { ...headers, ...(hasLength && { "content-length": claimed }) });
  const socket = response.socket;
  switch (fault) {
    case "lost":
      socket?.resetAndDestroy();
      break;
    case "cut":
    case "stall midway": {
      const then = () => (fault === "cut" ? socket?.end() : undefined);
      // A response without a body stops in its headers.
      if (half(body).length === 0) socket?.write(`HTTP/1.1 ${status} `, then);
      else begin(length).write(half(body), then);
      break;
    }
    case "too short":
      begin(length >> 1).end(body);
      break;
    case "too long":
      if (isHead || status === 204) begin(length * 2).end();
      else begin(length * 2 || 10).write(body);
      break;
    default: {
      const bytes = (fault && OTHER_BODIES[fault]?.(body)) ?? body;
      begin(isHead ? length : bytes.length).end(bytes);
    }
  }
}

const half = (body: Buffer) => body.subarray(0, body.length >> 1);

const OTHER_BODIES: Partial<Record<NetworkFault, (body: Buffer) => Buffer>> = {
  malformed: malform,
  truncated: half,
  empty: () => Buffer.alloc(0),
};

/** Returns the same number of bytes. */
function malform(body: Buffer): Buffer {
  const changed = Buffer.from(body);
  // The first closing tag closes nothing any more; without XML, every byte changes.
  const at = body.toString("latin1").startsWith("<") ? body.indexOf("</") : -1;
  if (at >= 0) changed.fill("<", at, at + 2);
  else for (const [index, byte] of body.entries()) changed[index] = byte ^ 0xff;
  return changed;
}
