// Before the first script of a clone (and after each pull that changes the packages): install what package-lock.json
// names, and write what the sources import but git does not keep. Plain JavaScript, for whichever Node is on the PATH; 20 will do.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

if (!isInstalled()) {
  console.log("Installing the packages that package-lock.json names…");
  // npm_execpath is the npm that runs this script; on Windows a plain `npm` would need a shell.
  const npm = process.env.npm_execpath;
  const [command, ...args] = [...(npm ? [process.execPath, npm] : ["npm"]), "ci", "--include=dev", "--no-audit"];
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) {
    console.error("npm ci failed: see its messages above. Is the npm registry within reach?");
    process.exit(1);
  }
}

// Only now: it imports the SDK.
const { writeOperationTexts } = await import("../../build/operationTexts.mjs");
await writeOperationTexts();

function isInstalled() {
  const packagesOf = (file) => JSON.parse(readFileSync(file, "utf8")).packages;
  const record = "node_modules/.package-lock.json";
  if (!existsSync(record)) return false;
  const installed = packagesOf(record);
  // Optional packages are those of other platforms.
  return Object.entries(packagesOf("package-lock.json")).every(
    ([path, { version, optional }]) => path === "" || optional || installed[path]?.version === version,
  );
}
