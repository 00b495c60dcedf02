import { randomInt } from "node:crypto";
import { globSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { relative, resolve } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { runHostSuite } from "../host/run.ts";
import { atEnd } from "./run/atEnd.ts";
import { type Counts, closingLine, sum } from "./run/closingLine.ts";
import { npm } from "./run/npm.ts";
import { findBrowser } from "./vscode/browser.ts";
import { installVSCode } from "./vscode/install.ts";
import { packageExtension } from "./vscode/package.ts";

/** Test files that run concurrently: on two cores, Node.js would run one. */
const FILE_CONCURRENCY = Math.max(2, availableParallelism() - 1);

/** Runs the files in its arguments. */
const LANE = "test/support/run/lane.ts";

/** In this order; a suite that fails does not stop the next. */
const suites: Record<string, () => Counts | Promise<Counts>> = {
  types: () => npmScript("types"),
  lint: () => npmScript("lint"),
  unit: async () => withHostileCases(await nodeTests({ files: "test/unit/**/*.test.ts" })),
  s3: () => {
    // Downloaded, where it is not installed, before two processes need it at the same time.
    findBrowser();
    return nodeTests({ files: "test/s3/**/*.test.ts" });
  },
  host: () => onPackage(() => runHostSuite()),
  // Two windows at a time, in separate browsers: each has its own clipboard, and one alone would be idle half of the
  // time. Each process runs half of the files; those with the same options share VS Code and its windows.
  ui: () =>
    inWindows(async () =>
      sum(await Promise.all(halves("test/ui/**/*.test.ts").map((argv) => nodeTests({ files: LANE, argv })))),
    ),
};

/** Suites that are not part of a whole run. */
const chores: typeof suites = {
  // The host suite in the oldest VS Code that the manifest allows.
  oldest: () => onPackage(() => runHostSuite("oldest")),
  long: () => nodeTests({ files: "test/long/**/*.test.ts", concurrency: 1 }),
  faults: () => {
    process.env.S3_PRESIGN_FAULT_PAGE = "test/faults.md";
    // After thousands of reset connections, Node.js may wait for one forever when it exits.
    return nodeTests({ files: "test/s3/faults.test.ts", execArgv: ["--test-force-exit"] });
  },
  pictures: () => {
    process.env.S3_PRESIGN_PICTURES = "test/ui/screenshots";
    return inWindows(() => nodeTests({ files: "test/ui/**/*ictures.test.ts" }));
  },
};

/** The minimum for the unit suite; see hostileCases.ts. */
const HOSTILE_CASES = 100_000;
let hostileCases = 0;
// Each test file, and each VS Code, would compile the same modules again.
process.env.NODE_COMPILE_CACHE ??= resolve(".vscode-test/compiled");
process.env.FC_SEED ??= String(randomInt(2 ** 31));

/** Completed tests. The host suite has none, since Mocha reports in another process. */
const durations: { title: string; suite: string; milliseconds: number }[] = [];
const LONGEST = 10;

/** Titles of the failed tests with their messages, repeated at the end of the run. */
const failures: string[] = [];

let packaged = false;
const asked = process.argv.slice(2);
const counts: Counts[] = [];
let running = "";
for (const name of asked.length > 0 ? asked : Object.keys(suites)) counts.push(await attempt(name));
const total = sum(counts);
printLongest();
if (failures.length > 0) console.log(`\nFailed tests:\n${failures.join("\n")}`);
console.log(`\n${closingLine(total)}`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

async function attempt(name: string): Promise<Counts> {
  const suite = suites[name] ?? chores[name];
  if (!suite) throw new Error(`There is no suite “${name}”, only ${Object.keys(suites).join(", ")}.`);
  console.log(`\n— ${name} —`);
  const started = performance.now();
  running = name;
  let result: Counts;
  try {
    result = await suite();
  } catch (error) {
    console.error(error);
    result = { passed: 0, failed: 1, skipped: 0 };
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${name}: ${closingLine(result)} (${seconds} s)`);
  return result;
}

/** Counts as one test. */
function npmScript(name: string): Counts {
  const { ok } = npm(["run", "--silent", name], { stdio: "inherit" });
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

interface TestRun {
  /** A glob pattern. */
  files: string;
  concurrency?: number;
  /** Options of Node.js. */
  execArgv?: string[];
  argv?: string[];
}

async function nodeTests({
  files,
  concurrency = FILE_CONCURRENCY,
  execArgv = [],
  argv = [],
}: TestRun): Promise<Counts> {
  const interrupted = new AbortController();
  atEnd(() => interrupted.abort());
  const events = run({
    globPatterns: [files],
    concurrency,
    execArgv,
    argv,
    signal: interrupted.signal,
  });
  const ended = Promise.withResolvers<Counts>();
  events.on("test:summary", ({ file, counts: { tests, passed, skipped, todo } }) => {
    if (!file) ended.resolve({ passed, failed: tests - passed - skipped - todo, skipped: skipped + todo });
  });
  events.on("test:diagnostic", ({ message }) => {
    hostileCases += Number(/^(\d+) cases, FC_SEED=/.exec(message)?.[1] ?? 0);
  });
  events.on("test:complete", ({ name, file, details: { duration_ms: milliseconds, type } }) => {
    if (file && type !== "suite" && name !== relative(".", file))
      durations.push({ title: name, suite: running, milliseconds });
  });
  events.on("test:fail", ({ name, file, details }) => {
    const error: Error & { failureType?: string } = details.error;
    if (error.failureType !== "subtestsFailed")
      failures.push(`${running}: ${name} (${file && relative(".", file)})\n${indented(error.cause ?? error)}`);
  });
  events.compose(spec).pipe(process.stdout);
  return ended.promise;
}

/** Files by size, which is roughly in proportion to their duration, each added to the smaller half. */
function halves(pattern: string): string[][] {
  const halves = [0, 1].map((): { files: string[]; bytes: number } => ({ files: [], bytes: 0 }));
  const files = globSync(pattern).map((file) => ({ file, bytes: statSync(file).size }));
  for (const { file, bytes } of files.sort((a, b) => b.bytes - a.bytes)) {
    const [smaller] = halves.sort((a, b) => a.bytes - b.bytes);
    smaller?.files.push(file);
    if (smaller) smaller.bytes += bytes;
  }
  return halves.map(({ files }) => files.sort());
}

function printLongest(): void {
  if (durations.length === 0) return;
  console.log("\nSlowest tests:");
  for (const { title, suite, milliseconds } of durations
    .sort((a, b) => b.milliseconds - a.milliseconds)
    .slice(0, LONGEST))
    console.log(`${(milliseconds / 1000).toFixed(1).padStart(7)} s  ${suite}: ${title}`);
}

function indented(error: unknown): string {
  return String(error).replace(/^/gm, "  ");
}

/** Counts as one more test: that there were enough cases. */
function withHostileCases({ passed, failed, skipped }: Counts): Counts {
  const enough = hostileCases >= HOSTILE_CASES;
  console.log(
    `Hostile input: ${hostileCases.toLocaleString("en")} cases (minimum ${HOSTILE_CASES.toLocaleString("en")}); FC_SEED=${process.env.FC_SEED} repeats them.`,
  );
  return { passed: passed + (enough ? 1 : 0), failed: failed + (enough ? 0 : 1), skipped };
}

/** Host and ui suites run the package that ships. */
function onPackage(suite: () => Promise<Counts>): Promise<Counts> {
  if (!packaged) packageExtension();
  packaged = true;
  return suite();
}

/** Downloads VS Code and a browser first, if necessary: that may take longer than a test is allowed to. */
function inWindows(suite: () => Promise<Counts>): Promise<Counts> {
  findBrowser();
  installVSCode();
  return onPackage(suite);
}
