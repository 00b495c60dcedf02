import { parseArgs } from "node:util";
import { packageExtension } from "../support/vscode/package.ts";
import type { Bench, Group } from "./bench.ts";
import { inHost } from "./host.ts";
import { documentLinks } from "./links.ts";
import { listing } from "./listing.ts";
import { measure, type Row } from "./measure.ts";
import { findPeers, missingPeers } from "./peers.ts";
import { writeTables } from "./readme.ts";
import { addRow, type Results, readResults } from "./results.ts";
import { atScale } from "./scale.ts";
import { signing } from "./sign.ts";
import { sizes } from "./sizes.ts";
import { transfers } from "./transfers.ts";

const GROUPS: Group[] = [sizes, inHost, atScale, documentLinks, signing, listing, transfers];
const NAMES = GROUPS.flatMap(({ names }) => names);
const USAGE = `npm run bench -- [--quick] [--readme] [NAME…]
  NAME      that row, or the rows with this prefix, of ${NAMES.join(", ")}; all if omitted
  --quick   small sizes and two rounds, for a trial run; nothing is written
  --readme  write the tables of the READMEs from test/bench/results.json, and measure nothing`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean" }, readme: { type: "boolean" }, help: { type: "boolean" } },
});
const unknown = positionals.find((asked) => !NAMES.some((name) => name.startsWith(asked)));
if (values.help || unknown) {
  console.log(unknown ? `There is no row “${unknown}”.\n${USAGE}` : USAGE);
  process.exitCode = unknown ? 1 : 0;
} else if (values.readme) writeTables(readResults() as Results);
else await run();
process.exit();

async function run(): Promise<void> {
  const peers = findPeers();
  const bench: Bench = {
    wants: (name) => positionals.length === 0 || positionals.some((asked) => means(asked, name)),
    quick: values.quick ?? false,
    rounds: values.quick ? 2 : 5,
    peers,
    node: [process.execPath, "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"],
  };
  const started = performance.now();
  const minutes = () => ((performance.now() - started) / 60_000).toFixed(1);
  packageExtension();
  console.log(
    Object.entries(peers.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", "),
  );
  if (missingPeers(peers)) console.log(missingPeers(peers));
  const rows: Row[] = [];
  for (const group of GROUPS) {
    if (!group.names.some(bench.wants)) continue;
    for await (const contest of group.contests(bench)) {
      if (!bench.wants(contest.name)) continue;
      process.stdout.write(`${minutes()} min: ${contest.name}, round`);
      const row = await measure(contest, bench.rounds);
      rows.push(row);
      console.table([asTableRow(row)]);
      if (!bench.quick) addRow(row, peers.versions, NAMES);
    }
  }
  console.table(rows.map(asTableRow));
  console.log(`${minutes()} min. A ratio above 1 means that this extension is better.`);
}

/** A complete name means one row, even if others start with it. */
function means(asked: string, name: string): boolean {
  return NAMES.includes(asked) ? asked === name : name.startsWith(asked);
}

function asTableRow({ name, unit, ours, peers, ratios, ...row }: Row): Record<string, string | number> {
  const usage = (peak: number | undefined, processor: number | undefined) =>
    `${peak === undefined ? "" : ` ${peak} MiB`}${processor === undefined ? "" : ` (processor ${processor} s)`}`;
  const against = Object.keys(peers).map((peer) => {
    const used = usage(row.peersPeakMemoryMiB?.[peer], row.peersProcessorSeconds?.[peer]);
    return [peer, `${peers[peer]} ${unit}${used} (${ratios[peer]}×)`];
  });
  const own = usage(row.peakMemoryMiB, row.processorSeconds);
  return { name, ours: `${ours} ${unit}${own}`, ...Object.fromEntries(against) };
}
