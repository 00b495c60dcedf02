// Runs before the first script of a clone, and after each pull that changes the packages: installs the packages from
// package-lock.json, and writes files that the sources import but git does not contain. Plain JavaScript for any Node
// on the PATH, from version 20 on.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

if (!isInstalled()) {
  console.log("Installing the packages of package-lock.json…");
  // npm_execpath is the npm that runs this script; on Windows, plain `npm` would need a shell.
  const npm = process.env.npm_execpath;
  const [command, ...args] = [...(npm ? [process.execPath, npm] : ["npm"]), "ci", "--include=dev", "--no-audit"];
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) {
    console.error("npm ci failed: see its messages above. Is the npm registry reachable?");
    process.exit(1);
  }
}

// Imported only here, because it imports the SDK.
const { writeOperationTexts } = await import("../../build/operationTexts.mjs");
await writeOperationTexts();

function isInstalled() {
  const packagesOf = (file) => JSON.parse(readFileSync(file, "utf8")).packages;
  const record = "node_modules/.package-lock.json";
  if (!existsSync(record)) return false;
  const installed = packagesOf(record);
  // Optional packages are for other platforms.
  return Object.entries(packagesOf("package-lock.json")).every(
    ([path, { version, optional }]) => path === "" || optional || installed[path]?.version === version,
  );
}
