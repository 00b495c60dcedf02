import { rmSync } from "node:fs";
import esbuild from "esbuild";
import { writeOperationTexts } from "./build/operationTexts.mjs";

const production = process.argv.includes("--production");
const watch = process.argv.includes("--watch");

/** Two host bundles: extension.js is small and loads at activation; aws.js carries the SDK and is required on first use. */
const host = {
  entryPoints: { extension: "src/extension.ts", aws: "src/aws.ts" },
  outdir: "dist",
  bundle: true,
  platform: "node",
  target: "node22",
  format: "cjs",
  mainFields: ["module", "main"],
  external: ["vscode", "./aws.js"],
  minify: production,
  sourcemap: !production,
  logLevel: "warning",
};

await writeOperationTexts();
rmSync("dist", { recursive: true, force: true });
if (watch) {
  const context = await esbuild.context({ ...host, logLevel: "info" });
  await context.watch();
} else {
  await esbuild.build(host);
}
