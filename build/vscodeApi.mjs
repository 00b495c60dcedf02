import { readFile } from "node:fs/promises";

/**
 * Replaces `import * as vscode` with a plain `require`. Otherwise esbuild makes each module copy every name of the API
 * into its own namespace object at load time. That took longer than the rest of activation.
 */
export const vscodeApi = {
  name: "vscodeApi",
  setup: (build) =>
    build.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => ({
      loader: "ts",
      contents: (await readFile(path, "utf8")).replace(
        /^import \* as vscode from "vscode";/m,
        'const vscode = require("vscode");',
      ),
    })),
};
