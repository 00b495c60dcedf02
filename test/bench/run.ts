import { parseArgs } from "node:util";
import { packageExtension } from "../support/vscode/package.ts";
import type { Bench, Group } from "./bench.ts";
import { listing } from "./listing.ts";
import { measure, type Row } from "./measure.ts";
import { findPeers, missingPeers } from "./peers.ts";
import { signing } from "./sign.ts";
import { transfers } from "./transfers.ts";

const groups: Group[] = [signing, listing, transfers];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, readme: { type: "boolean", default: false } },
});
const bench: Bench = {
  wants: (name) => positionals.length === 0 || positionals.some((asked) => name.startsWith(asked)),
  quick: values.quick,
  rounds: values.quick ? 2 : 5,
  peers: findPeers(),
  node: [process.execPath, "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"],
};
packageExtension();
console.log(missingPeers(bench.peers));
const rows: Row[] = [];
for (const group of groups) {
  if (!group.names.some(bench.wants)) continue;
  for await (const contest of group.contests(bench)) {
    process.stdout.write(`${contest.name}:`);
    rows.push(await measure(contest, bench.rounds));
    console.log(JSON.stringify(rows.at(-1)));
  }
}
