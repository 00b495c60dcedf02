import { rmSync } from "node:fs";
import esbuild from "esbuild";
import { writeOperationTexts } from "./build/operationTexts.mjs";
import { uploadPage } from "./build/uploadPage.mjs";

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

/** One bundle a webview, with its style sheet and the icon font beside it. */
const webviews = {
  entryPoints: {
    operationForm: "media/operationForm/main.ts",
    postForm: "media/postForm/main.ts",
    qrCode: "media/qrCode/main.ts",
    // Not shown by us: exported as a page that stands alone.
    linkIndex: "media/linkIndex/main.ts",
  },
  outdir: "dist",
  bundle: true,
  platform: "browser",
  target: "es2022",
  format: "iife",
  loader: { ".ttf": "file" },
  assetNames: "[name]",
  minify: production,
  sourcemap: production ? false : "inline",
  logLevel: "warning",
};

await writeOperationTexts();
rmSync("dist", { recursive: true, force: true });
for (const bundle of [host, webviews, uploadPage]) {
  if (watch) await (await esbuild.context({ ...bundle, logLevel: "info" })).watch();
  else await esbuild.build(bundle);
}
