import { readFile } from "node:fs/promises";

/** The sources of the extension, not those of packages. */
export const SOURCES = /[\\/]src[\\/].*\.ts$/;

/**
 * Replaces `import * as vscode` with a plain `require`. Otherwise esbuild makes each module copy every name of the API
 * into its own namespace object at load time. That took longer than the rest of activation.
 */
export const withPlainVscode = (text, require = "require") =>
  text.replace(/^import \* as vscode from "vscode";/m, `const vscode = ${require}("vscode");`);

export const vscodeApi = {
  name: "vscodeApi",
  setup: (build) =>
    build.onLoad({ filter: SOURCES }, async ({ path }) => ({
      loader: "ts",
      contents: withPlainVscode(await readFile(path, "utf8")),
    })),
};
