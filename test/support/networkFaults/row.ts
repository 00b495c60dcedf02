import type { NetworkFault } from "./faultProxy.ts";
import type { Harness } from "./harness.ts";

/** One command of the product as it calls S3, and the conditions that it must meet. */
export interface FaultRow<Given = unknown, Result = unknown> {
  command: string;
  /** Whether the command also has to find the location of the bucket. */
  cold?: boolean;
  /** Its requests go to STS. */
  toSts?: boolean;
  /** A feature that the server needs for it. */
  onlyStrict?: string;
  /** Sends each request once: the user sees the error and tries again. */
  once?: boolean;
  /** May return nothing, since nothing depends on it. */
  optional?: boolean;
  /** Faults of a response that nothing else contradicts: a length from HeadObject, bytes without a checksum. */
  believes?: NetworkFault[];
  /** Has no Cancel button. */
  noCancel?: boolean;
  /** Prepares what it needs, without a fault. */
  arrange?(harness: Harness): Promise<Given>;
  /** Rejects with an S3Error, or returns the value that `right` checks. */
  run(harness: Harness, signal: AbortSignal, given: Given): Promise<Result>;
  /** Throws if a successful run did not do its job. */
  right(harness: Harness, result: Result, given: Given): void | Promise<void>;
  /** Throws if something was lost, or left without a report, whatever the outcome: `right` or a code. */
  safe?(harness: Harness, given: Given, outcome: string): void | Promise<void>;
}

/** Infers the types that one row's parts share. */
export function row<Given, Result>(row: FaultRow<Given, Result>): FaultRow {
  return row as FaultRow;
}
