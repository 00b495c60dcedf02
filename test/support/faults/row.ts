import type { Fault } from "./faultProxy.ts";
import type { Harness } from "./harness.ts";

/** One command of the product at the place where it meets S3, and what must be true of it. */
export interface FaultRow<Given = unknown, Result = unknown> {
  command: string;
  /** Whether it is also what finds out where the bucket is. */
  cold?: boolean;
  /** Its requests go to STS. */
  toSts?: boolean;
  /** What a server must be able to do for it. */
  onlyStrict?: string;
  /** Sends each request once: the user is told, and tries again. */
  once?: boolean;
  /** May come back with nothing, since nothing depends on it. */
  optional?: boolean;
  /** Faults of an answer that nothing else contradicts: a length from HeadObject, bytes without a checksum. */
  believes?: Fault[];
  /** Nobody waits for it behind a Cancel button. */
  noCancel?: boolean;
  /** What it needs, put there without a fault. */
  arrange?(harness: Harness): Promise<Given>;
  /** Rejects with an S3Error, or comes back with what `right` looks at. */
  run(harness: Harness, signal: AbortSignal, given: Given): Promise<Result>;
  /** Throws where a run that came back did not do what it is for. */
  right(harness: Harness, result: Result, given: Given): void | Promise<void>;
  /** Throws where something was lost, or left without a word, whatever the outcome: `right` or a code. */
  safe?(harness: Harness, given: Given, outcome: string): void | Promise<void>;
}

/** Keeps the types of one row's parts together. */
export function row<Given, Result>(row: FaultRow<Given, Result>): FaultRow {
  return row as FaultRow;
}
