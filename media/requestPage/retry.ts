import type { RequestResult } from "../reader/request.ts";
import { write } from "./texts.ts";

/** A failure with a sentence for the sender. */
export class UploadFailure extends Error {}

export type Response = Extract<RequestResult, { kind: "response" }>;

/** Milliseconds between attempts. */
const PAUSES = [1000, 2000, 4000, 8000, 16_000];

export interface Attempts {
  signal: AbortSignal;
  /** @param isOffline whether the next attempt waits for the network */
  onOffline: (isOffline: boolean) => void;
}

/**
 * Sends a request again, after a pause, while the network or the server fails. Without a network it waits for one.
 * @throws DOMException AbortError; UploadFailure if no attempt gets a response
 */
export async function retrying({ signal, onOffline }: Attempts, send: () => Promise<RequestResult>): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    await online(signal, onOffline);
    const result = await send();
    signal.throwIfAborted();
    const pause = PAUSES[attempt];
    if (result.kind === "response" && (!isTemporary(result) || pause === undefined)) return result;
    // A failure that the loss of the network explains is not counted.
    if (!navigator.onLine) attempt--;
    else if (pause === undefined) throw new UploadFailure(write("noResponse"));
    else await wait(pause, signal);
  }
}

/** 400 with RequestTimeout: the connection stalled while the body was sent. */
function isTemporary({ status, text }: Response): boolean {
  return status >= 500 ? status !== 501 : status === 408 || status === 429 || /<Code>RequestTimeout</.test(text);
}

async function online(signal: AbortSignal, onOffline: Attempts["onOffline"]): Promise<void> {
  if (navigator.onLine) return;
  onOffline(true);
  await until(signal, (done) => addEventListener("online", done, { once: true }));
  onOffline(false);
}

const wait = (milliseconds: number, signal: AbortSignal) => until(signal, (done) => setTimeout(done, milliseconds));

/** @throws DOMException AbortError */
export function until(signal: AbortSignal, start: (done: () => void) => void): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    start(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    });
  });
}
