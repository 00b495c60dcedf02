import { abortedBy } from "../reader/abort.ts";
import { type FileEntry, isUnreachable } from "../reader/links.ts";
import { say } from "./texts.ts";

/** A file that was not downloaded, or not completely. The message says why. */
export class FileFailed extends Error {}

const MAX_ATTEMPTS = 5;
/** Milliseconds before the second attempt; doubled before each further one. */
const PAUSE = 500;
/** Bytes. A connection that breaks off before it has brought so many counts as another attempt. */
const MIN_PROGRESS = 64 * 1024;
/** Milliseconds without a byte from the server. */
const IDLE_TIMEOUT = 60_000;

/** Bytes. Smaller files are in memory before they become part of a ZIP file, so that none is in it incompletely. */
export const MAX_BUFFERED = 4 * 1024 ** 2;

/**
 * Downloads a file: all of it if it is small, otherwise as a stream that continues where a connection broke off.
 * @throws FileFailed; AbortError if the signal is aborted
 */
export async function fetchFile(file: FileEntry, signal: AbortSignal): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
  if (isUnreachable(file)) throw new FileFailed(say("unreachable"));
  return retried(signal, async () => {
    const response = await request(file, signal);
    const size = Number(response.headers.get("content-length") ?? file.size);
    if (size > MAX_BUFFERED) return stream(file, response, signal);
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    for await (const chunk of response.chunks) chunks.push(chunk);
    return new Uint8Array(await new Blob(chunks).arrayBuffer());
  });
}

/** A successful response whose chunks fail if the server stops sending them. */
interface Incoming extends Pick<Response, "status" | "headers"> {
  chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>;
}

async function request(file: FileEntry, signal: AbortSignal, headers: Record<string, string> = {}): Promise<Incoming> {
  const silent = abortedBy(signal);
  const options = { signal: silent.signal, headers, cache: "no-store", credentials: "omit" } as const;
  const response = await orSilent(silent, fetch(file.url(), options));
  const { status } = response;
  if (response.ok) return { status, headers: response.headers, chunks: chunksOf(response, silent) };
  const [, code = ""] = /<Code>(\w+)<\/Code>/.exec(await orSilent(silent, response.text())) ?? [];
  silent.abort();
  const failure = new FileFailed(say("rejected", [response.status, code].filter(Boolean).join(" ")));
  // Others would be rejected again.
  throw response.status >= 500 || response.status === 429 ? new Error(failure.message) : failure;
}

async function* chunksOf({ body }: Response, silent: AbortController): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = body?.getReader();
  try {
    while (reader) {
      const { value, done } = await orSilent(silent, reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    silent.abort();
  }
}

/** Aborts what the server does not send in time. The time in which a reader writes to a slow disk does not count. */
async function orSilent<T>(silent: AbortController, incoming: Promise<T>): Promise<T> {
  const timer = setTimeout(() => silent.abort(new TypeError("idle")), IDLE_TIMEOUT);
  try {
    return await incoming;
  } catch (error) {
    silent.abort();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function* stream(file: FileEntry, first: Incoming, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  let response = first;
  let [done, since, breaks] = [0, 0, 0];
  const etag = first.headers.get("etag");
  // What is counted here is decoded, and ranges are not.
  const canContinue = !first.headers.get("content-encoding");
  for (;;) {
    try {
      for await (const chunk of response.chunks) {
        done += chunk.length;
        yield chunk;
      }
      return;
    } catch (error) {
      if (signal.aborted) throw error;
    }
    breaks = done - since < MIN_PROGRESS && navigator.onLine ? breaks + 1 : 1;
    if (breaks === 1) since = done;
    if (!canContinue || breaks === MAX_ATTEMPTS) throw new FileFailed(say("broken"));
    await pause(breaks, signal);
    const headers = { range: `bytes=${done}-`, ...(etag && { "if-match": etag }) };
    response = await retried(signal, async () => {
      const rest = await request(file, signal, headers);
      if (rest.status !== 206) throw new FileFailed(say("broken"));
      return rest;
    });
  }
}

/** @throws FileFailed, also after the last attempt */
async function retried<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof FileFailed) throw error;
      // What the loss of the network explains is not counted.
      if (!navigator.onLine) attempt = 1;
      if (attempt === MAX_ATTEMPTS) throw new FileFailed(error instanceof TypeError ? say("broken") : String(error));
      await pause(attempt, signal);
    }
  }
}

/** Waits, and without a network, until there is one. @throws DOMException AbortError */
async function pause(attempts: number, signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, PAUSE * 2 ** (attempts - 1)));
  if (!navigator.onLine && !signal.aborted) {
    await new Promise((resolve) => {
      for (const [target, event] of [
        [window, "online"],
        [signal, "abort"],
      ] as const)
        target.addEventListener(event, resolve, { once: true });
    });
  }
  signal.throwIfAborted();
}
