import { uploadPage } from "./uploadPage.mjs";
import { vscodeApi } from "./vscodeApi.mjs";

/** Two host bundles: extension.js is small and loads at activation; aws.js carries the SDK and is required on first use. */
const host = (production) => ({
  entryPoints: { extension: "src/extension.ts", aws: "src/aws.ts" },
  outdir: "dist",
  bundle: true,
  platform: "node",
  target: "node22",
  format: "cjs",
  mainFields: ["module", "main"],
  // The SDK asks bowser for the name of a browser, which here is none.
  external: ["vscode", "./aws.js", "bowser"],
  plugins: [vscodeApi],
  minify: production,
  sourcemap: !production,
  logLevel: "warning",
});

/** One bundle a webview, with its style sheet and the icon font beside it. */
const webviews = (production) => ({
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
});

/** esbuild's options, one for each kind of bundle; all of it goes into dist/. */
export const bundles = ({ production }) => [host(production), webviews(production), uploadPage];
