import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { awsHome } from "../support/product/awsHome.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { bundleSuite } from "../support/vscode/bundleSuite.ts";
import type { Bench, Group } from "./bench.ts";
import type { HostFigures } from "./hostJobs.ts";
import { figuresOf, turnsOf } from "./hostRounds.ts";
import type { Contest } from "./measure.ts";
import { runProgram } from "./programs.ts";
import { startStrict } from "./servers.ts";

/** In a real extension host: each round is one window, which provides the figures of all four rows. */
export const inHost: Group = {
  names: ["activate", "copyLink-cold", "copyLink-warm", "hover-10000-lines"],
  async *contests(bench) {
    const folder = scratchFolder("bench-host");
    const suite = await bundleSuite('export { run } from "./test/bench/hostJobs.ts";', join(folder.path, "suite.cjs"));
    const extensions = [idleExtension(join(folder.path, "idle")), emptyExtension(join(folder.path, "empty"))];
    const results = join(folder.path, "figures.json");
    const hosts: HostFigures[] = [];
    for (let round = 0; round < bench.rounds; round++) {
      const env = { ...awsHome().env, S3_PRESIGN_RESULTS: results };
      hosts.push(await figuresOf<HostFigures>({ extensions, suite, env, results }));
    }
    folder.remove();
    yield* contestsOf(bench, hosts);
  },
};

async function* contestsOf(bench: Bench, hosts: HostFigures[]): AsyncGenerator<Contest> {
  const cli = await cliLinks(bench);
  const form = (name: string) => ({ name, unit: "ms", lowerIsBetter: true });
  const [last] = hosts.slice(-1);
  const turns = turnsOf(hosts);
  yield {
    ...form("activate"),
    contenders: { ours: turns((host) => host.activate), emptyExtension: turns((host) => host.emptyExtension) },
  };
  yield {
    ...form("copyLink-cold"),
    contenders: { ours: turns((host) => host.cold), ...cli },
    metadata: () => ({ requests: last?.coldRequests ?? 0 }),
  };
  yield {
    ...form("copyLink-warm"),
    contenders: { ours: turns((host) => host.warm), ...cli, clipboard: turns((host) => host.clipboard) },
    metadata: () => ({ requests: last?.warmRequests ?? 0 }),
  };
  yield {
    ...form("hover-10000-lines"),
    contenders: { ours: turns((host) => host.hover), hoverWithoutLink: turns((host) => host.hoverWithoutLink) },
  };
}

/** An alternative that also gives one link: `aws s3 presign`, a new process for each. */
async function cliLinks({ peers: { aws } }: Bench): Promise<Contest["contenders"]> {
  if (!aws) return {};
  const server = await startStrict([]);
  await server.stop();
  return { aws: () => runProgram([aws, "s3", "presign", "s3://acme-reports/README.md"], server.peerEnv) };
}

/** A copy of the extension that is not activated by a text file, but by the bench, when the window is at rest. */
function idleExtension(folder: string): string {
  for (const part of ["dist", "l10n", "media", "package.nls.json"])
    cpSync(part, join(folder, part), { recursive: true });
  const manifest = JSON.parse(readFileSync("package.json", "utf8"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest, activationEvents: [] }));
  return folder;
}

export function emptyExtension(folder: string): string {
  mkdirSync(folder);
  const manifest = { name: "empty", publisher: "s3-presign", version: "1.0.0", engines: { vscode: "^1.101.0" } };
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ ...manifest, main: "./main.js", activationEvents: ["onCommand:empty.run"] }),
  );
  writeFileSync(join(folder, "main.js"), "exports.activate = () => {};\n");
  return folder;
}
