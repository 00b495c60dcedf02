import { constants } from "node:os";

const duties: (() => void)[] = [];

/**
 * Do something when this process ends, however it comes about, but for SIGKILL; the newest first.
 * @param duty synchronous, as all that is done on exit, and harmless where it has been done before
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
