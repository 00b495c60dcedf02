import { isS3Error } from "../../../src/core/errors/errors.ts";
import type { Fault, FaultProxy } from "./faultProxy.ts";
import type { Ground } from "./ground.ts";
import { type Lab, openLab, SILENCE } from "./lab.ts";
import type { FaultRow } from "./row.ts";

/** Where a fault strikes: one request, or that one and all that follow. */
export interface Strike {
  fault: Fault;
  /** Number of the request, from 1. */
  at: number;
  lasts: boolean;
}

export interface RunResult {
  /** `right`, an S3Error's code, or a sentence that says what is wrong. */
  outcome: string;
  /** What was lost or left; absent where nothing was. */
  harm?: string;
}

export interface StruckResult extends RunResult {
  /** How often one request was sent, at the most. */
  attempts: number;
}

/** Milliseconds. Whatever takes longer is said to hang. */
const LIMIT = 60_000;
/** Milliseconds of silence that nobody gets to the end of. */
const FOR_EVER = 2 * LIMIT;

/** What a command sends where nothing goes wrong. */
export interface CleanRun {
  requests: number;
  /** How often the request comes that comes most often. */
  repeated: number;
}

export async function runClean(ground: Ground, row: FaultRow): Promise<CleanRun> {
  // On a busy machine, nothing is asked for again.
  return inLab(ground, row, FOR_EVER, async (lab, given) => {
    const result = await row.run(lab, new AbortController().signal, given);
    const clean = { requests: lab.proxy.requests.length, repeated: mostRepeated(lab.proxy) };
    await row.right(lab, result, given);
    await row.safe?.(lab, given, "right");
    return clean;
  });
}

export async function runStruck(ground: Ground, row: FaultRow, { fault, at, lasts }: Strike): Promise<StruckResult> {
  return inLab(ground, row, SILENCE, async (lab, given) => {
    lab.proxy.strike(fault, (number) => (lasts ? number >= at : number === at));
    const ended = await within(LIMIT, row.run(lab, new AbortController().signal, given));
    const attempts = mostRepeated(lab.proxy);
    lab.proxy.clear();
    const outcome = "result" in ended ? await outcomeOf(lab, row, ended.result, given) : codeOf(ended.error);
    return { outcome, ...(await harmOf(lab, row, given, outcome)), attempts };
  });
}

/** The user has had enough while the server keeps silent. */
export async function runCancelled(ground: Ground, row: FaultRow, at: number): Promise<RunResult> {
  return inLab(ground, row, FOR_EVER, async (lab, given) => {
    const cancelled = new AbortController();
    lab.proxy.strike("stall", (number) => number === at);
    const struck = lab.proxy.nextStrike();
    const running = row.run(lab, cancelled.signal, given);
    // It may take another course than before, and never get as far as that request.
    await Promise.race([struck, running.catch(() => undefined)]);
    cancelled.abort();
    const ended = await within(LIMIT, running);
    lab.proxy.clear();
    const outcome = "result" in ended ? "went on" : codeOf(ended.error);
    return { outcome, ...(await harmOf(lab, row, given, outcome)) };
  });
}

async function inLab<T>(
  ground: Ground,
  row: FaultRow,
  silence: number,
  run: (lab: Lab, given: unknown) => Promise<T>,
): Promise<T> {
  const lab = await openLab(ground, row, silence);
  try {
    const whole = async () => {
      const given = await row.arrange?.(lab);
      lab.proxy.requests.length = 0;
      return run(lab, given);
    };
    // What comes before and afterwards must not hang either.
    const ended = await within(2 * LIMIT, whole());
    if ("error" in ended) throw ended.error;
    return ended.result;
  } finally {
    await lab.close();
  }
}

async function outcomeOf(lab: Lab, row: FaultRow, result: unknown, given: unknown): Promise<string> {
  if (row.optional && result === undefined) return "nothing";
  return (await judged(() => row.right(lab, result, given))) ?? "right";
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
  // The code for what nobody had thought of.
  return error.code === "unexpected" ? error.message : error.code;
}

async function harmOf(lab: Lab, row: FaultRow, given: unknown, outcome: string): Promise<{ harm?: string }> {
  const harm = await judged(() => row.safe?.(lab, given, outcome));
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
