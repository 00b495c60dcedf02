import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { atEnd } from "../support/run/atEnd.ts";
import type { Turn } from "./measure.ts";

export type Env = Record<string, string | undefined>;

/** Milliseconds between two readings of a program's memory and processor time. The kernel records the peak of the memory. */
const LOOK = 20;

/** Of the processor times in /proc, per second, on every Linux that Node.js supports. */
const TICKS = 100;

export interface Run extends Turn {
  output: string;
}

/**
 * Runs a program to its end. Its time is that of the whole process, including startup.
 * @param stdout `ignore` writes to the null device
 */
export async function runProgram(
  [command = "", ...args]: string[],
  env: Env,
  stdout: "ignore" | "pipe" = "ignore",
): Promise<Run> {
  const started = performance.now();
  const child = spawn(command, args, { env, stdio: ["ignore", stdout, "pipe"] });
  atEnd(() => child.kill("SIGKILL"));
  const usage = watchUsage(child);
  let output = "";
  let errors = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    errors += chunk;
  });
  const exited = once(child, "exit").then(([code]) => [code, performance.now() - started]);
  await once(child, "close");
  const [code, figure] = await exited;
  if (code !== 0)
    throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${(errors || output).slice(-2000)}`);
  return { figure, ...usage(), output };
}

/** A program that keeps running, reads a count per line, and prints the milliseconds needed for that many. */
export interface Worker {
  (count: number): Promise<Turn>;
  stop(): void;
}

/** @param program prints `ready` first */
export async function startWorker([command = "", ...args]: string[], env: Env): Promise<Worker> {
  const child = spawn(command, args, { env, stdio: ["pipe", "pipe", "inherit"] });
  const stop = () => void child.kill("SIGKILL");
  atEnd(stop);
  const usage = watchUsage(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${command} ${args.join(" ")} has exited`);
    return value;
  };
  await line();
  const work = async (count: number) => {
    child.stdin.write(`${count}\n`);
    // Its processor time includes that of earlier turns.
    return { figure: Number(await line()), peakMiB: usage().peakMiB };
  };
  return Object.assign(work, { stop });
}

/**
 * The peak memory of a process in MiB, as Linux records it (VmHWM), and its processor time up to the last reading;
 * undefined elsewhere. `ru_maxrss` is unsuitable because it includes the memory of this process at the fork.
 */
function watchUsage({ pid }: ChildProcess): () => Pick<Turn, "peakMiB" | "processorSeconds"> {
  let peakMiB: number | undefined;
  let processorSeconds: number | undefined;
  const look = () => {
    peakMiB = highWaterMark(pid) ?? peakMiB;
    processorSeconds = processorTime(pid) ?? processorSeconds;
  };
  const timer = setInterval(() => {
    if (highWaterMark(pid) === undefined) clearInterval(timer);
    else look();
  }, LOOK);
  timer.unref();
  return () => {
    look();
    return { peakMiB, processorSeconds };
  };
}

/** In seconds; undefined for a process that has ended. proc_pid_stat(5): fields 14 and 15, after the name in field 2. */
function processorTime(pid: number | undefined): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return undefined;
  }
}

export function highWaterMark(pid: number | "self" | undefined): number | undefined {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) / 1024;
  } catch {
    return undefined;
  }
}
