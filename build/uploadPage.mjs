/**
 * esbuild options for the script and style of the upload page. Both are embedded in the page, so they are always
 * minified.
 */
export const uploadPage = {
  entryPoints: { uploadPage: "media/uploadPage/main.ts" },
  outdir: "dist",
  bundle: true,
  platform: "browser",
  target: "es2022",
  format: "iife",
  charset: "utf8",
  minify: true,
  logLevel: "warning",
};
