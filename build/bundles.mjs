import { uploadPage } from "./uploadPage.mjs";
import { vscodeApi } from "./vscodeApi.mjs";

/**
 * Two bundles for the extension host. extension.js is small and loads at activation. aws.js contains the SDK and is
 * required on first use.
 */
const host = (production) => ({
  entryPoints: { extension: "src/extension.ts", aws: "src/aws.ts" },
  outdir: "dist",
  bundle: true,
  platform: "node",
  target: "node22",
  format: "cjs",
  mainFields: ["module", "main"],
  // The SDK uses bowser only to name the browser, and there is none here.
  external: ["vscode", "./aws.js", "bowser"],
  plugins: [vscodeApi],
  // Otherwise quotation marks and ellipses are escaped, in twice their bytes.
  charset: "utf8",
  minify: production,
  sourcemap: !production,
  logLevel: "warning",
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
export const bundles = ({ production }) => [host(production), webviews(production), uploadPage];
