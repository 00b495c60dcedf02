import { rmSync, writeFileSync } from "node:fs";
import esbuild from "esbuild";
import { writeNotices } from "./build/bundledPackages.mjs";
import { bundles } from "./build/bundles.mjs";
import { writeOperationTexts } from "./build/operationTexts.mjs";
import { packagedReadme } from "./build/packagedReadme.mjs";

const watch = process.argv.includes("--watch");
const production = process.argv.includes("--production");

await writeOperationTexts();
rmSync("dist", { recursive: true, force: true });
const metafiles = [];
for (const bundle of bundles({ production })) {
  if (watch) await (await esbuild.context({ ...bundle, logLevel: "info" })).watch();
  else metafiles.push((await esbuild.build({ ...bundle, metafile: true })).metafile);
}
if (!watch) writeNotices(metafiles);
if (production) writeFileSync("dist/README.md", packagedReadme());
