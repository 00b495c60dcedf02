import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atEnd } from "./atEnd.ts";

/** A folder that is removed at the end of the run, even if it fails or is interrupted. */
export function scratchFolder(name: string): { path: string; remove(): void } {
  const path = mkdtempSync(join(realpathSync(tmpdir()), `s3-presign-${name}-`));
  const remove = () => rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  atEnd(remove);
  return { path, remove };
}
