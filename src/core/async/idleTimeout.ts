import { isS3Error, S3Error } from "../errors/errors.ts";

export interface IdleTimeout {
  /** Aborted by the caller's signal or by the timeout. */
  signal: AbortSignal;
  /** Restarts the timeout. */
  touch(): void;
}

/**
 * Runs a function with a signal that is aborted after `milliseconds` without a `touch`.
 * @throws S3Error endpointSilent
 */
export async function withIdleTimeout<T>(
  { endpoint, signal, milliseconds }: { endpoint: string; signal?: AbortSignal; milliseconds: number },
  run: (idleTimeout: IdleTimeout) => Promise<T>,
): Promise<T> {
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(), milliseconds);
  try {
    return await run({
      signal: signal ? AbortSignal.any([signal, silent.signal]) : silent.signal,
      touch: () => timer.refresh(),
    });
  } catch (error) {
    if (!silent.signal.aborted || signal?.aborted || (isS3Error(error) && error.code === "fileFailed")) throw error;
    throw new S3Error("endpointSilent", { endpoint, seconds: Math.round(milliseconds / 1000) }, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
