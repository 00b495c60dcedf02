import { existsSync, globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { awsHome } from "../support/product/awsHome.ts";
import type { Counts } from "../support/run/closingLine.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";
import { bundleSuite } from "../support/vscode/bundleSuite.ts";
import { runInExtensionHost } from "../support/vscode/hostSuite.ts";
import type { VSCodeRelease } from "../support/vscode/install.ts";
import type { HostResults } from "./mocha.ts";

/** Runs Mocha inside a real extension host, on the bundles that ship. The tests start their S3 servers in it. */
export async function runHostSuite(release?: VSCodeRelease): Promise<Counts> {
  const folder = scratchFolder("host");
  const home = awsHome();
  const results: HostResults = { report: join(folder.path, "report.txt"), counts: join(folder.path, "counts.json") };
  const suite = await bundle(join(folder.path, "suite.cjs"));
  const failure = await runInExtensionHost({
    extensions: [resolve(".")],
    suite,
    env: { ...home.env, S3_PRESIGN_RESULTS: JSON.stringify(results) },
    ...(release && { release }),
  }).catch((error: Error) => error);
  if (existsSync(results.report)) console.log(readFileSync(results.report, "utf8"));
  const counts: Counts = existsSync(results.counts)
    ? JSON.parse(readFileSync(results.counts, "utf8"))
    : { passed: 0, failed: 0, skipped: 0 };
  if (failure && counts.failed === 0) {
    console.error(failure);
    counts.failed = 1;
  }
  folder.remove();
  return counts;
}

/** The tests are found by glob. */
function bundle(outfile: string): Promise<string> {
  const tests = globSync("test/host/**/*.test.ts").sort();
  const contents = [
    'import { runMocha } from "./test/host/mocha.ts";',
    `export const run = () => runMocha(() => { ${tests.map((file) => `require("./${file.replaceAll("\\", "/")}");`).join(" ")} });`,
  ].join("\n");
  return bundleSuite(contents, outfile);
}
