import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { measure, type Row } from "./measure.ts";
import { signContests } from "./sign.ts";

/** `npm run bench [NAME…]`: the rows named; results.json is written only by a whole run. */
const asked = process.argv.slice(2);
const rows: Row[] = [];
for (const contest of await signContests()) {
  if (asked.length > 0 && !asked.includes(contest.name)) continue;
  rows.push(await measure(contest));
  console.table(rows.map(asTableRow));
}
const [cpu] = cpus();
const machine = `${cpu?.model ?? "unknown"} × ${cpus().length}, Node ${process.version}, ${process.platform}`;
const commit = spawnSync("git", ["rev-parse", "--short", "HEAD"]).stdout?.toString().trim() ?? "";
const results = `${JSON.stringify({ machine, commit, rows }, undefined, 2)}\n`;
if (asked.length === 0) writeFileSync("test/bench/results.json", results);
process.exit();

function asTableRow({ name, unit, ours, peers, ratios, peakMemoryMiB }: Row): Record<string, string | number> {
  const against = Object.keys(peers).map((peer) => [peer, `${peers[peer]} ${unit} (${ratios[peer]}×)`]);
  return { name, ours: `${ours} ${unit}`, ...Object.fromEntries(against), "peak MiB": peakMemoryMiB };
}
