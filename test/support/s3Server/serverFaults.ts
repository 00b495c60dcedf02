import type { RecordedRequest } from "./server.ts";

/** What the server does wrong. */
export type ServerFault =
  | { kind: "delay"; milliseconds: number }
  | { kind: "status"; status: number; code: string; headers?: Record<string, string> }
  | { kind: "stall" }
  | { kind: "reset" }
  /** Carried out, but without a response. */
  | { kind: "lost" }
  | { kind: "cut"; afterBytes: number }
  /** The body, then white space until the client closes the connection; or, if declared, so many bytes. */
  | { kind: "endless"; declared?: number }
  | { kind: "body"; status: number; body: string };

export interface ServerFaultRule {
  fault: ServerFault;
  operation?: string;
  bucket?: string;
  key?: string;
  /** Of the query. */
  parameter?: string;
  /** The number of requests that it affects; absent means all. */
  times?: number;
}

/** Faults of the server, each for one kind of request. For faults of the network, see test/support/networkFaults. */
export class ServerFaults {
  readonly #rules: ServerFaultRule[] = [];

  add(rule: ServerFaultRule): void {
    this.#rules.push({ ...rule });
  }

  clear(): void {
    this.#rules.length = 0;
  }

  next(request: Pick<RecordedRequest, "operation" | "bucket" | "key" | "url">): ServerFault | undefined {
    const rule = this.#rules.find(
      ({ operation, bucket, key, parameter, times }) =>
        times !== 0 &&
        (operation === undefined || operation === request.operation) &&
        (bucket === undefined || bucket === request.bucket) &&
        (key === undefined || key === request.key) &&
        (parameter === undefined || new URL(request.url, "http://s3").searchParams.has(parameter)),
    );
    if (rule?.times !== undefined) rule.times--;
    return rule?.fault;
  }
}
