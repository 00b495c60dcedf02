import type { ErrorCode } from "../../../src/core/errors/errors.ts";
import type { NetworkFault } from "./faultProxy.ts";
import type { FaultRow } from "./row.ts";
import type { CleanRun, FaultyResult, InjectedFault, RunResult } from "./runRow.ts";

const SILENT: ErrorCode[] = ["endpointSilent", "linkSilent"];
const BROKEN: ErrorCode[] = ["endpointUnreachable", "linkUnreachable"];
const UNEXPECTED: ErrorCode[] = ["notS3", "linkNotS3"];
const DIFFERENT: ErrorCode[] = ["objectDamaged", "copyNotVerified"];

/** The error codes with which a command may fail when it cannot recover from a fault. */
const REPORTS: Record<NetworkFault, ErrorCode[]> = {
  delay: [],
  stall: SILENT,
  "stall midway": SILENT,
  cut: BROKEN,
  reset: BROKEN,
  lost: BROKEN,
  "500": ["serverFault", "linkServerFault"],
  // A response to HEAD has no code that distinguishes it from other 503s.
  "503": ["throttled", "linkThrottled", "serverFault"],
  malformed: [...UNEXPECTED, ...DIFFERENT, ...BROKEN],
  truncated: [...BROKEN, ...UNEXPECTED, ...DIFFERENT],
  // Tags that were counted but not received look like an object that has lost them.
  empty: [...BROKEN, ...UNEXPECTED, ...DIFFERENT, "changedMeanwhile"],
  "too short": [...BROKEN, ...UNEXPECTED, ...DIFFERENT, "changedMeanwhile"],
  // Missing bytes look like an object that has become shorter, or whose range is not satisfiable.
  "too long": [...SILENT, ...UNEXPECTED, ...DIFFERENT, "changedMeanwhile", "refused", "responseTooLarge"],
};

/** Faults from which a command recovers by repeating a request. */
const SURVIVED: NetworkFault[] = ["delay", "stall", "stall midway", "cut", "reset", "lost", "500", "503"];

/** Attempts of one request: three by the SDK, each with two restarts after an interrupted body, and one more check. */
const MAX_ATTEMPTS = 10;

/** @returns what is wrong with the outcome of a run with a fault, one sentence each */
export function complaints(
  row: FaultRow,
  clean: CleanRun,
  { fault, lasts }: InjectedFault,
  result: FaultyResult,
): string[] {
  const { outcome, harm, attempts } = result;
  const found: string[] = [];
  if (harm) found.push(harm);
  if (!isAllowed(row, fault, lasts, outcome)) found.push(outcome);
  if (attempts > clean.repeated * 3 + MAX_ATTEMPTS) found.push(`${attempts} attempts of one request`);
  return found;
}

function isAllowed(row: FaultRow, fault: NetworkFault, lasts: boolean, outcome: string): boolean {
  if (outcome === "right") return true;
  if (row.optional && outcome === "nothing") return true;
  if (row.believes?.includes(fault) && outcome.startsWith("wrong")) return true;
  if (fault === "delay" || (!lasts && SURVIVED.includes(fault) && !row.once)) return false;
  return outcome === "partsLeft" ? lasts : REPORTS[fault].includes(outcome as ErrorCode);
}

/** @returns what is wrong with the outcome of a canceled run */
export function cancelComplaints({ outcome, harm }: RunResult): string[] {
  return [...(harm ? [harm] : []), ...(outcome === "cancelled" ? [] : [outcome])];
}
