import type { RecordedRequest } from "./server.ts";

/** The fault for a matching request. */
export type Fault =
  | { kind: "delay"; milliseconds: number }
  | { kind: "status"; status: number; code: string; headers?: Record<string, string> }
  | { kind: "stall" }
  | { kind: "reset" }
  /** Carried out, but without a response. */
  | { kind: "lost" }
  | { kind: "cut"; afterBytes: number }
  | { kind: "body"; status: number; body: string };

export interface FaultRule {
  fault: Fault;
  operation?: string;
  bucket?: string;
  key?: string;
  /** The number of requests that it affects; absent means all. */
  times?: number;
}

/** Settings by which a test makes the server misbehave. */
export class Faults {
  readonly #rules: FaultRule[] = [];

  add(rule: FaultRule): void {
    this.#rules.push({ ...rule });
  }

  clear(): void {
    this.#rules.length = 0;
  }

  next(request: Pick<RecordedRequest, "operation" | "bucket" | "key">): Fault | undefined {
    const rule = this.#rules.find(
      ({ operation, bucket, key, times }) =>
        times !== 0 &&
        (operation === undefined || operation === request.operation) &&
        (bucket === undefined || bucket === request.bucket) &&
        (key === undefined || key === request.key),
    );
    if (rule?.times !== undefined) rule.times--;
    return rule?.fault;
  }
}
