import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import type { Row } from "./measure.ts";

export const RESULTS = "test/bench/results.json";

/** Each row is independent: its ratios are from one run. */
export interface DatedRow extends Row {
  commit: string;
  /** Date, ISO 8601. */
  date: string;
}

export interface Results {
  machine: string;
  /** Of the newest row. */
  commit: string;
  date: string;
  versions: Record<string, string>;
  rows: DatedRow[];
}

export function readResults(): Results | undefined {
  return existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, "utf8")) : undefined;
}

/** Sorted like `names`; rows of another machine are removed. */
export function addRow(row: Row, versions: Record<string, string>, names: readonly string[]): void {
  const metadata = { machine: machine(), commit: commit(), date: new Date().toISOString().slice(0, 10), versions };
  const before = readResults();
  const kept = before?.machine === metadata.machine ? before.rows.filter(({ name }) => name !== row.name) : [];
  const { commit: made, date } = metadata;
  const rows = [...kept, { ...row, commit: made, date }]
    .filter(({ name }) => names.includes(name))
    .sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
  writeFileSync(RESULTS, `${JSON.stringify({ ...metadata, rows }, undefined, 2)}\n`);
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  return `${model} × ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${process.platform}`;
}

function commit(): string {
  const git = (...args: string[]) => spawnSync("git", args, { encoding: "utf8" }).stdout?.trim() ?? "";
  // Only the measured code counts: the results themselves change during the run.
  const isChanged = git("status", "--porcelain", "--", "src", "media", "package-lock.json") !== "";
  return `${git("rev-parse", "--short", "HEAD")}${isChanged ? " with changes" : ""}`;
}
