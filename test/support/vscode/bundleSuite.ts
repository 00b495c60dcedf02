import esbuild from "esbuild";

/**
 * One module for the extension host.
 * @param contents TypeScript that exports `run(): Promise<void>`; its imports start at the root
 */
export async function bundleSuite(contents: string, outfile: string): Promise<string> {
  await esbuild.build({
    stdin: { contents, resolveDir: ".", loader: "ts" },
    outfile,
    bundle: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    sourcemap: "inline",
    external: ["vscode"],
    // From Mocha's parallel mode.
    logOverride: { "require-resolve-not-external": "silent" },
    logLevel: "warning",
  });
  return outfile;
}
