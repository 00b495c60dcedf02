import assert from "node:assert/strict";

/**
 * Fails if a function uses more processor time than a limit that only more than linear growth can exceed. Other programs
 * on the machine don't count.
 * @param limit in seconds
 */
export function assertQuick(run: () => unknown, limit: number, label: string): void {
  const before = process.cpuUsage().user;
  run();
  const seconds = (process.cpuUsage().user - before) / 1e6;
  assert.ok(seconds < limit, `${seconds} s of processor time for ${label}`);
}
