import { statSync } from "node:fs";
import { VSIX } from "../support/vscode/package.ts";
import type { Group } from "./bench.ts";

/** The size of what is loaded at activation, and at the first use of S3. */
const FILES: Record<string, string> = {
  "vsix-bytes": VSIX,
  "extension.js-bytes": "dist/extension.js",
  "aws.js-bytes": "dist/aws.js",
};

export const sizes: Group = {
  names: Object.keys(FILES),
  async *contests(bench) {
    for (const [name, file] of Object.entries(FILES)) {
      if (!bench.wants(name)) continue;
      const ours = async () => ({ figure: statSync(file).size });
      yield { name, unit: "bytes", lowerIsBetter: true, contenders: { ours } };
    }
  },
};
