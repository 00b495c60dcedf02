import { constants } from "node:os";

const callbacks: (() => void)[] = [];

/**
 * Calls a function when this process ends for any reason except SIGKILL, the latest first.
 * @param callback synchronous, as required at exit, and harmless when it has already run
 */
export function atEnd(callback: () => void): void {
  if (callbacks.length === 0) listen();
  callbacks.unshift(callback);
}

function listen(): void {
  process.once("exit", () => {
    for (const callback of callbacks) callback();
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
}
