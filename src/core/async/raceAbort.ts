import { cancellation } from "../errors/errors.ts";

/**
 * Waits for a promise, but only until the signal is aborted. The work continues, because other callers may wait for it.
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
