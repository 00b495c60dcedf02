import type { RecordedRequest } from "./server.ts";

/** What goes wrong with a request that matches. */
export type Fault =
  | { kind: "delay"; milliseconds: number }
  | { kind: "status"; status: number; code: string; headers?: Record<string, string> }
  | { kind: "stall" }
  | { kind: "reset" }
  /** Carried out, but the answer never comes. */
  | { kind: "lost" }
  | { kind: "cut"; afterBytes: number }
  | { kind: "body"; status: number; body: string };

export interface FaultRule {
  fault: Fault;
  operation?: string;
  bucket?: string;
  key?: string;
  /** How many requests it strikes; absent means all. */
  times?: number;
}

/** Switches that a test throws to make the server misbehave. */
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
