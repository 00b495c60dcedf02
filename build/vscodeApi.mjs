import { readFile } from "node:fs/promises";

/**
 * `import * as vscode` as VS Code means it: esbuild would have each of our modules copy all names of the API into a
 * namespace of its own when it loads, and that took longer than all else of activation.
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
