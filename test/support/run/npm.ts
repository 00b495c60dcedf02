import { type SpawnSyncOptions, spawnSync } from "node:child_process";

/**
 * Runs the npm that runs this script, or else the one on the PATH.
 * @returns its output, unless `stdio` redirects it
 */
export function npm(args: string[], options: SpawnSyncOptions = {}): { ok: boolean; output: string } {
  const { npm_execpath } = process.env;
  const [command, first] = npm_execpath ? [process.execPath, [npm_execpath]] : ["npm", []];
  const shell = !npm_execpath && process.platform === "win32";
  const { status, stdout, stderr } = spawnSync(command, [...first, ...args], { shell, ...options });
  return { ok: status === 0, output: `${stdout ?? ""}${stderr ?? ""}` };
}
