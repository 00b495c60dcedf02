import { readFileSync } from "node:fs";
import { runInExtensionHost } from "../support/vscode/hostSuite.ts";
import type { Turn } from "./measure.ts";
import type { Env } from "./programs.ts";

interface HostRun {
  extensions: string[];
  suite: string;
  env: Env;
  /** The file into which the suite writes its figures, or its error. */
  results: string;
}

/** Runs a suite in an extension host. @returns its figures */
export async function figuresOf<Figures>({ results, ...run }: HostRun): Promise<Figures> {
  await runInExtensionHost(run);
  const reported: Figures & { error?: string } = JSON.parse(readFileSync(results, "utf8"));
  if (reported.error) throw new Error(reported.error);
  return reported;
}

/** A contender for each figure of rounds that have been run. */
export function turnsOf<Figures extends { peakMiB: number | undefined }>(rounds: readonly Figures[]) {
  return (figure: (round: Figures) => number): (() => Promise<Turn>) => {
    const rest = rounds.map((round): Turn => ({ figure: figure(round), peakMiB: round.peakMiB }));
    return async () => rest.shift() as Turn;
  };
}
