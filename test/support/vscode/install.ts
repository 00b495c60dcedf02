import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fetchOnce, installDependencies, unpackPackage } from "./fetchOnce.ts";

/** The release used for development, or the oldest that the manifest's `engines` allows. */
export type VSCodeRelease = "current" | "oldest";

/**
 * VS Code's server and web workbench, from the npm package code-server, and the Node version of that release's desktop
 * VS Code. If `node` is absent, the running Node is used. 1.103 is the oldest VS Code that the extension supports and
 * the registry has as code-server: the release before it is 1.100.
 */
const RELEASES: Record<VSCodeRelease, { codeServer: string; node?: string }> = {
  current: { codeServer: "4.139.1" },
  oldest: { codeServer: "4.103.2", node: "22.15.1" },
};

/** The minimum version in the manifest's `engines`; desktop builds of all versions are available. */
export const oldestVersion = (): string =>
  JSON.parse(readFileSync("package.json", "utf8")).engines.vscode.replace(/^\^/, "");

/**
 * Fetches VS Code (about 45 MB) from the npm registry once, without building or running anything during installation.
 * @returns the folder that contains `out/server-main.js`, and the Node to run it with
 */
export function installVSCode(release: VSCodeRelease = "current"): { vscode: string; node: string } {
  const { codeServer, node } = RELEASES[release];
  const folder = fetchOnce({
    name: `code-server-${codeServer}`,
    what: "VS Code, about 45 MB",
    fill(folder) {
      unpackPackage(`code-server@${codeServer}`, folder);
      installDependencies(join(folder, "lib", "vscode"));
    },
  });
  const vscode = join(folder, "lib", "vscode");
  copyFileSync("test/support/vscode/spdlog.cjs", join(vscode, "node_modules/@vscode/spdlog/index.js"));
  return { vscode, node: node ? installNode(node) : process.execPath };
}

function installNode(version: string): string {
  const { platform, arch } = process;
  const system = platform === "win32" ? "win" : platform;
  const name = `node-${system}-${arch}`;
  const folder = fetchOnce({
    name: `${name}-${version}`,
    what: "Node.js, about 45 MB",
    fill: (folder) => unpackPackage(`${name}@${version}`, folder),
  });
  return join(folder, "bin", system === "win" ? "node.exe" : "node");
}
