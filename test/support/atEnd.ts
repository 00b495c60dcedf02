import { constants } from "node:os";

const duties: (() => void)[] = [];

/**
 * Calls a function when this process ends for any reason except SIGKILL, the latest first.
 * @param duty synchronous, as required at exit, and harmless when it has already run
 */
export function atEnd(duty: () => void): void {
  if (duties.length === 0) listen();
  duties.unshift(duty);
}

function listen(): void {
  process.once("exit", () => {
    for (const duty of duties) duty();
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
}
