import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { npm } from "../run/npm.ts";

export const VSIX = resolve(".vscode-test", "s3-presign.vsix");

/** Builds and packages the extension as it ships; afterwards `dist/` contains the exact bundles of the package. */
export function packageExtension(): void {
  mkdirSync(dirname(VSIX), { recursive: true });
  const { ok, output } = npm(["run", "package", "--", "--out", VSIX]);
  if (!ok) throw new Error(`The extension could not be packaged:\n${output}`);
}
