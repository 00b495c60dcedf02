import { existsSync, globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import esbuild from "esbuild";
import { awsHome } from "../support/awsHome.ts";
import type { Counts } from "../support/closingLine.ts";
import { scratchFolder } from "../support/scratchFolder.ts";
import { runInExtensionHost } from "../support/vscode/hostSuite.ts";
import type { HostResults } from "./mocha.ts";

/** Mocha inside a real extension host, on the bundles that ship; the tests start the S3 servers that they need there. */
export async function runHostSuite(): Promise<Counts> {
  const folder = scratchFolder("host");
  const home = awsHome();
  const results: HostResults = { report: join(folder.path, "report.txt"), counts: join(folder.path, "counts.json") };
  const suite = await bundle(join(folder.path, "suite.cjs"));
  const failure = await runInExtensionHost({
    extension: resolve("."),
    suite,
    env: { ...home.env, S3_PRESIGN_RESULTS: JSON.stringify(results) },
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

/** One module for the extension host; the tests are found by glob. */
async function bundle(outfile: string): Promise<string> {
  const tests = globSync("test/host/**/*.test.ts").sort();
  const contents = [
    'import { runMocha } from "./test/host/mocha.ts";',
    `export const run = () => runMocha(() => { ${tests.map((file) => `require("./${file.replaceAll("\\", "/")}");`).join(" ")} });`,
  ].join("\n");
  await esbuild.build({
    stdin: { contents, resolveDir: ".", loader: "ts" },
    outfile,
    bundle: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    sourcemap: "inline",
    external: ["vscode"],
    // Mocha's, of its parallel mode.
    logOverride: { "require-resolve-not-external": "silent" },
    logLevel: "warning",
  });
  return outfile;
}
