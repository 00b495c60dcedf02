import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { npm } from "../run/npm.ts";

const CACHE = resolve(".vscode-test");
const INSTALL = ["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

export interface Fetch {
  /** Folder in the cache; a new version needs a new name. */
  name: string;
  /** What is fetched, and its size. */
  what: string;
  /** Writes it into an empty folder, which is then moved. */
  fill(folder: string): void;
}

/** @returns the folder of an earlier fetch */
export function fetchedBefore({ name }: Fetch, cache = CACHE): string | undefined {
  const folder = join(cache, name);
  return existsSync(folder) ? folder : undefined;
}

/** @returns the folder, which is filled first if necessary */
export function fetchOnce(fetch: Fetch, cache = CACHE): string {
  const before = fetchedBefore(fetch, cache);
  if (before) return before;
  console.log(`Fetching ${fetch.name} (${fetch.what}, once)…`);
  mkdirSync(cache, { recursive: true });
  // Renamed when complete: an interrupted run leaves nothing that looks fetched.
  const partial = mkdtempSync(join(cache, "fetching-"));
  try {
    fetch.fill(partial);
    // Unless another process was faster.
    if (!fetchedBefore(fetch, cache)) renameSync(partial, join(cache, fetch.name));
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return join(cache, fetch.name);
}

/** Unpacks one package of the npm registry into a folder, without building or running anything in it. */
export function unpackPackage(spec: string, folder: string): void {
  must("npm pack", npm(["pack", spec, "--silent", "--pack-destination", folder]));
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) as string;
  run("tar", ["-xzf", tarball, "--strip-components=1"], { cwd: folder });
  rmSync(join(folder, tarball));
}

/** Installs the dependencies in a folder's package.json, without their scripts. */
export function installDependencies(folder: string): void {
  must("npm install", npm(INSTALL, { cwd: folder }));
}

/** Installs a package with its dependencies into a folder's node_modules, without their scripts. */
export function installPackage(spec: string, folder: string): void {
  must("npm install", npm([...INSTALL, "--no-save", "--prefix", folder, spec]));
}

function must(step: string, { ok, output }: { ok: boolean; output: string }): void {
  if (ok) return;
  throw new Error(`Fetching from the npm registry failed: ${step}. Is it reachable?\n${output}`);
}

/** @throws with the program's standard error output */
export function run(command: string, args: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, { ...options, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? `${stderr}${stdout}`.trim()}`);
}
