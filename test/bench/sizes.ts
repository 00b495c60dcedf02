import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { VSIX } from "../support/vscode/package.ts";
import type { Group } from "./bench.ts";

/** The sizes of the package, of what is loaded at activation, and of what is loaded at the first use of S3. */
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
      const ours = async () => ({ figure: sizeOf(file) });
      yield { name, unit: "bytes", lowerIsBetter: true, contenders: { ours } };
    }
  },
};

/** Of a bundle and the chunks that it requires when it is loaded. In bytes. */
function sizeOf(bundle: string): number {
  const files = new Set([bundle]);
  for (const file of files)
    if (file.endsWith(".js"))
      for (const [, chunk] of readFileSync(file, "utf8").matchAll(/\brequire\("\.\/(chunk-\w+\.js)"\)/g))
        files.add(join(dirname(file), chunk as string));
  return [...files].reduce((sum, file) => sum + statSync(file).size, 0);
}
