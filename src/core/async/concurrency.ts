/**
 * Runs a function for each item, `limit` at a time. An item is taken from its source only when it can start. After the
 * first failure of `run` or of the source, starts nothing more, waits for everything that is running, and throws that
 * failure.
 */
export async function forEachConcurrently<T>(
  items: AsyncIterable<T> | Iterable<T>,
  limit: number,
  run: (item: T) => Promise<unknown>,
): Promise<void> {
  const source = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let failure: { error: unknown } | undefined;
  const work = async () => {
    while (!failure) {
      const { value, done } = await source.next();
      if (done) return;
      await run(value);
    }
  };
  const fail = (error: unknown) => {
    failure ??= { error };
  };
  await Promise.all(Array.from({ length: limit }, () => work().catch(fail)));
  if (!failure) return;
  await source.return?.();
  throw failure.error;
}

/** Runs concurrent calls one after the other. */
export function serialize<A extends unknown[], T>(ask: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (...args) => {
    const response = last.then(() => ask(...args));
    last = response.catch(() => undefined);
    return response;
  };
}
