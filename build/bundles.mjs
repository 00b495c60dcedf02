import { lazyEntries, lazyModules } from "./lazyModules.mjs";
import { uploadPage } from "./uploadPage.mjs";
import { vscodeApi } from "./vscodeApi.mjs";

const host = (production) => ({
  outdir: "dist",
  bundle: true,
  platform: "node",
  target: "node22",
  mainFields: ["module", "main"],
  // Otherwise quotation marks and ellipses are escaped, in twice their bytes.
  charset: "utf8",
  minify: production,
  sourcemap: !production,
  logLevel: "warning",
});

/**
 * extension.js is small and is loaded at activation. views.js draws the trees, and features.js contains the commands. Both
 * are loaded at their first use. What they share is in chunks.
 */
const extension = (production) => ({
  ...host(production),
  entryPoints: { extension: "src/extension.ts", ...lazyEntries },
  chunkNames: "[name]-[hash]",
  external: ["vscode"],
  plugins: [lazyModules],
});

/** The AWS SDK and large tables, loaded at the first use of S3. It shares no module with the others. */
const aws = (production) => ({
  ...host(production),
  entryPoints: { aws: "src/aws.ts" },
  format: "cjs",
  // The SDK imports node:http at its first request. Node.js reads every property of such a module, and so loads undici.
  supported: { "dynamic-import": false },
  // The SDK uses bowser only to name the browser, and there is none here.
  external: ["vscode", "bowser"],
  plugins: [vscodeApi],
});

/** One bundle per webview, with its style sheet. The icon font is a separate file. */
const webviews = (production) => ({
  entryPoints: {
    operationForm: "media/operationForm/main.ts",
    postForm: "media/postForm/main.ts",
    qrCode: "media/qrCode/main.ts",
    // Not a webview: exports embed this script in a standalone page.
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
});

/** Option sets for esbuild. All of them write to dist/. */
export const bundles = ({ production }) => [extension(production), aws(production), webviews(production), uploadPage];
