import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

/** Earlier releases know fewer regions. */
const OLDEST = [1, 43];

export interface BotocoreRelease {
  python: string;
  version: string;
}

/** The releases on this machine that are recent enough. python3 on the PATH and the system's own can have different ones. */
export function botocoreReleases(): BotocoreRelease[] {
  return ["python3", "/usr/bin/python3"].flatMap((python) => {
    const { stdout, status } = spawnSync(python, ["-c", "import botocore; print(botocore.__version__)"], {
      timeout: 60_000,
      encoding: "utf8",
    });
    if (status !== 0) return [];
    const version = stdout.trim();
    const [major = 0, minor = 0] = version.split(".").map(Number);
    const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
    const isRecent = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
    return isRecent ? [{ python, version }] : [];
  });
}

/** Runs a program of this folder with JSON as its input and output. */
export function runBotocore<T>(python: string, program: "botocoreConfig.py" | "botocoreHosts.py", input: unknown): T {
  const { stdout, stderr, status } = spawnSync(python, [`test/support/programs/${program}`], {
    input: JSON.stringify(input),
    env: { PATH: process.env.PATH, PYTHONUTF8: "1", AWS_EC2_METADATA_DISABLED: "true" },
    timeout: 300_000,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}
