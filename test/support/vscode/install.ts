import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { npm } from "../npm.ts";

/** VS Code's own server and web workbench, as the npm package code-server ships them. */
const CODE_SERVER = "4.139.1";

/**
 * Fetch VS Code (about 45 MB) from the npm registry, once; nothing in it is built or run at installation.
 * @returns the folder that holds `out/server-main.js`
 */
export function installVSCode(): string {
  const cache = resolve(".vscode-test");
  const folder = join(cache, `code-server-${CODE_SERVER}`);
  if (!existsSync(folder)) fetchVSCode(cache, folder);
  const vscode = join(folder, "lib", "vscode");
  copyFileSync("test/support/vscode/spdlog.cjs", join(vscode, "node_modules/@vscode/spdlog/index.js"));
  return vscode;
}

function fetchVSCode(cache: string, folder: string): void {
  console.log(`Fetching VS Code (code-server ${CODE_SERVER}, about 45 MB, once)…`);
  mkdirSync(cache, { recursive: true });
  // Beside, and renamed when whole: an interrupted run leaves nothing that looks installed.
  const beside = mkdtempSync(join(cache, "fetching-"));
  try {
    must("npm pack", npm(["pack", `code-server@${CODE_SERVER}`, "--silent", "--pack-destination", beside]));
    const tarball = readdirSync(beside).find((name) => name.endsWith(".tgz")) as string;
    const { status, stderr } = spawnSync("tar", ["-xzf", tarball], { cwd: beside, encoding: "utf8" });
    must("tar", { ok: status === 0, output: stderr });
    const install = ["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    must("npm install", npm(install, { cwd: join(beside, "package/lib/vscode") }));
    renameSync(join(beside, "package"), folder);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

function must(step: string, { ok, output }: { ok: boolean; output: string }): void {
  if (ok) return;
  throw new Error(`VS Code could not be fetched from the npm registry: ${step} failed. Is it within reach?\n${output}`);
}
