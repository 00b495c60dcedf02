import { join } from "node:path";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { bundleSuite } from "../support/vscode/bundleSuite.ts";
import type { Group } from "./bench.ts";
import { emptyExtension } from "./host.ts";
import { figuresOf, turnsOf } from "./hostRounds.ts";
import type { Contest } from "./measure.ts";
import type { ScaleFigures } from "./scaleJobs.ts";
import { startStrict } from "./servers.ts";

const BUCKET = "at-scale";
const [ENTRIES, LINKS] = [200_000, 5000];

/**
 * What VS Code asks the extension for when it draws long lists, in a real extension host. `rowsAlone` only makes a row with
 * a label for each entry.
 */
export const atScale: Group = {
  names: [`load-more-${ENTRIES}`, `shared-links-${LINKS}`],
  async *contests(bench) {
    const folder = scratchFolder("bench-scale");
    const suite = await bundleSuite('export { run } from "./test/bench/scaleJobs.ts";', join(folder.path, "suite.cjs"));
    const [entries, links] = bench.quick ? [ENTRIES / 20, LINKS / 20] : [ENTRIES, LINKS];
    const server = await startStrict([{ name: BUCKET, generated: entries + 10_000 }]);
    const results = join(folder.path, "figures.json");
    const S3_PRESIGN_SCALE = JSON.stringify({ bucket: BUCKET, entries, links, results });
    const rounds: ScaleFigures[] = [];
    const extensions = [emptyExtension(join(folder.path, "empty"))];
    for (let round = 0; round < bench.rounds; round++) {
      const env = { ...server.ourEnv, S3_PRESIGN_SCALE };
      rounds.push(await figuresOf<ScaleFigures>({ extensions, suite, env, results }));
    }
    await server.stop();
    folder.remove();
    yield* contestsOf(rounds);
  },
};

function* contestsOf(rounds: ScaleFigures[]): Generator<Contest> {
  const turns = turnsOf(rounds);
  const form = { unit: "ms", lowerIsBetter: true };
  yield {
    ...form,
    name: `load-more-${ENTRIES}`,
    contenders: { ours: turns(({ loadMore }) => loadMore), rowsAlone: turns(({ entryRows }) => entryRows) },
    metadata: () => ({
      request: rounds.at(-1)?.request,
      heapMiBPerPage: rounds.map(({ heapPerPage }) => heapPerPage),
    }),
  };
  yield {
    ...form,
    name: `shared-links-${LINKS}`,
    contenders: { ours: turns(({ links }) => links), rowsAlone: turns(({ linkRows }) => linkRows) },
  };
}
