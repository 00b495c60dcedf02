import { appendFileSync, writeFileSync } from "node:fs";
import { format } from "node:util";
import Mocha from "mocha";
import * as vscode from "vscode";
import type { Counts } from "../support/run/closingLine.ts";

/** Files from which the runner reads the results; the console of an extension host also has messages of VS Code. */
export interface HostResults {
  /** The report for people, written while the tests run. */
  report: string;
  /** JSON of `Counts`, written at the end. */
  counts: string;
}

/** Runs in the extension host. Rejects when a test fails, which VS Code turns into its exit code. */
export async function runMocha(load: () => void): Promise<void> {
  const results: HostResults = JSON.parse(process.env.S3_PRESIGN_RESULTS as string);
  const say = (...args: unknown[]) => appendFileSync(results.report, `${format(...args)}\n`);
  const { env, version } = vscode;
  say(`${env.appName}: VS Code ${version}, Node.js ${process.versions.node} in the extension host`);
  Mocha.reporters.Base.consoleLog = say;
  const mocha = new Mocha({ ui: "bdd", timeout: 30_000, reporter: "spec", color: false });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  load();
  const counts = await new Promise<Counts>((resolve) => {
    const runner = mocha.run((failed) =>
      resolve({ failed, passed: runner.stats?.passes ?? 0, skipped: runner.stats?.pending ?? 0 }),
    );
  });
  writeFileSync(results.counts, JSON.stringify(counts));
  if (counts.failed > 0) throw new Error(`${counts.failed} failed`);
}
