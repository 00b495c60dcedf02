/** esbuild's options for the script and the style of the page that an uploader gets: they stand inline in it, so they are always small. */
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
