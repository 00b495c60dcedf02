import { cancellation } from "../errors/errors.ts";

/**
 * Wait no longer than until the signal is aborted. What was waited for goes on: others may wait for it too.
 * @throws S3Error cancelled
 */
export async function raceAbort<T>(signal: AbortSignal | undefined, running: Promise<T>): Promise<T> {
  if (!signal) return running;
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(cancellation());
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([running, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
