import { isS3Error } from "../../../src/core/errors/errors.ts";
import type { FaultProxy, NetworkFault } from "./faultProxy.ts";
import type { Fixture } from "./fixture.ts";
import { type Harness, IDLE_TIMEOUT, openHarness } from "./harness.ts";
import type { FaultRow } from "./row.ts";

/** A fault in one request, or in that one and all later ones. */
export interface InjectedFault {
  fault: NetworkFault;
  /** Number of the request, from 1. */
  at: number;
  lasts: boolean;
}

export interface RunResult {
  /** `right`, an S3Error's code, or a sentence that says what is wrong. */
  outcome: string;
  /** What was lost or left behind, if anything. */
  harm?: string;
}

export interface FaultyResult extends RunResult {
  /** The highest number of times that one request was sent. */
  attempts: number;
}

/** Milliseconds after which a run counts as hanging. */
const LIMIT = 60_000;
/** An idle timeout in milliseconds that is never reached. */
const NO_TIMEOUT = 2 * LIMIT;

/** The requests of a command without a fault. */
export interface CleanRun {
  requests: number;
  /** The count of the most frequent request. */
  repeated: number;
}

export async function runClean(fixture: Fixture, row: FaultRow): Promise<CleanRun> {
  // Even on a busy machine, no request must be repeated.
  return inHarness(fixture, row, NO_TIMEOUT, async (harness, given) => {
    const result = await row.run(harness, new AbortController().signal, given);
    const clean = { requests: harness.proxy.requests.length, repeated: mostRepeated(harness.proxy) };
    await row.right(harness, result, given);
    await row.safe?.(harness, given, "right");
    return clean;
  });
}

export async function runWithFault(
  fixture: Fixture,
  row: FaultRow,
  { fault, at, lasts }: InjectedFault,
): Promise<FaultyResult> {
  return inHarness(fixture, row, IDLE_TIMEOUT, async (harness, given) => {
    harness.proxy.injectFault(fault, (number) => (lasts ? number >= at : number === at));
    const ended = await within(LIMIT, row.run(harness, new AbortController().signal, given));
    const attempts = mostRepeated(harness.proxy);
    harness.proxy.clear();
    const outcome = "result" in ended ? await outcomeOf(harness, row, ended.result, given) : codeOf(ended.error);
    return { outcome, ...(await harmOf(harness, row, given, outcome)), attempts };
  });
}

/** The user cancels while the server does not respond. */
export async function runCancelled(fixture: Fixture, row: FaultRow, at: number): Promise<RunResult> {
  return inHarness(fixture, row, NO_TIMEOUT, async (harness, given) => {
    const cancelled = new AbortController();
    harness.proxy.injectFault("stall", (number) => number === at);
    const reached = harness.proxy.nextFault();
    const running = row.run(harness, cancelled.signal, given);
    // The command may send other requests than before, and never reach that one.
    await Promise.race([reached, running.catch(() => undefined)]);
    cancelled.abort();
    const ended = await within(LIMIT, running);
    harness.proxy.clear();
    const outcome = "result" in ended ? "continued" : codeOf(ended.error);
    return { outcome, ...(await harmOf(harness, row, given, outcome)) };
  });
}

async function inHarness<T>(
  fixture: Fixture,
  row: FaultRow,
  idleTimeout: number,
  run: (harness: Harness, given: unknown) => Promise<T>,
): Promise<T> {
  const harness = await openHarness(fixture, row, idleTimeout);
  try {
    const whole = async () => {
      const given = await row.arrange?.(harness);
      harness.proxy.requests.length = 0;
      return run(harness, given);
    };
    // Preparation and checks must not hang either.
    const ended = await within(2 * LIMIT, whole());
    if ("error" in ended) throw ended.error;
    return ended.result;
  } finally {
    await harness.close();
  }
}

async function outcomeOf(harness: Harness, row: FaultRow, result: unknown, given: unknown): Promise<string> {
  if (row.optional && result === undefined) return "nothing";
  return (await judged(() => row.right(harness, result, given))) ?? "right";
}

type Ended = { result: never } | { error: unknown };

async function within(milliseconds: number, running: Promise<unknown>): Promise<Ended> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Ended>((resolve) => {
    timer = setTimeout(() => resolve({ error: "hangs" }), milliseconds);
  });
  const ended = running.then(
    (result): Ended => ({ result: result as never }),
    (error: unknown): Ended => ({ error }),
  );
  try {
    return await Promise.race([ended, late]);
  } finally {
    clearTimeout(timer);
  }
}

function codeOf(error: unknown): string {
  if (!isS3Error(error)) return `not an S3Error: ${error}`;
  // The code for unforeseen errors.
  return error.code === "unexpected" ? error.message : error.code;
}

async function harmOf(harness: Harness, row: FaultRow, given: unknown, outcome: string): Promise<{ harm?: string }> {
  const harm = await judged(() => row.safe?.(harness, given, outcome));
  return harm === undefined ? {} : { harm };
}

async function judged(check: () => void | Promise<void>): Promise<string | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    return `wrong: ${String((error as Error).message).split("\n")[0]}`;
  }
}

function mostRepeated({ requests }: FaultProxy): number {
  const counts = new Map<string, number>();
  for (const { method, url } of requests) counts.set(`${method} ${url}`, (counts.get(`${method} ${url}`) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}
