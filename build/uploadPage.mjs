/**
 * esbuild options for the scripts and styles of pages for recipients. Both are embedded in each page, so they are always
 * minified.
 */
export const uploadPage = {
  entryPoints: {
    uploadPage: "media/uploadPage/main.ts",
    requestPage: "media/requestPage/main.ts",
    sharePage: "media/sharePage/main.ts",
  },
  outdir: "dist",
  bundle: true,
  platform: "browser",
  target: "es2022",
  format: "iife",
  charset: "utf8",
  minify: true,
  logLevel: "warning",
};
