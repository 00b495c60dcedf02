import { rmSync } from "node:fs";
import esbuild from "esbuild";
import { writeNotices } from "./build/bundledPackages.mjs";
import { bundles } from "./build/bundles.mjs";
import { writeOperationTexts } from "./build/operationTexts.mjs";

const watch = process.argv.includes("--watch");

await writeOperationTexts();
rmSync("dist", { recursive: true, force: true });
const metafiles = [];
for (const bundle of bundles({ production: process.argv.includes("--production") })) {
  if (watch) await (await esbuild.context({ ...bundle, logLevel: "info" })).watch();
  else metafiles.push((await esbuild.build({ ...bundle, metafile: true })).metafile);
}
if (!watch) writeNotices(metafiles);
