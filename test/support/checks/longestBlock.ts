/**
 * Runs a function and measures for how long at most it kept this thread from other work, in milliseconds of the thread's
 * own processor time, so that other processes do not count.
 */
export async function longestBlock<T>(run: () => Promise<T>): Promise<{ result: T; milliseconds: number }> {
  let longest = 0;
  let before = cpuTime();
  const tick = () => {
    longest = Math.max(longest, cpuTime() - before);
    before = cpuTime();
    next = setImmediate(tick);
  };
  let next = setImmediate(tick);
  const result = await run();
  clearImmediate(next);
  return { result, milliseconds: Math.max(longest, cpuTime() - before) };
}

function cpuTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
