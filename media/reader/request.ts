/** A response, or why there is none. */
export type RequestResult =
  | { kind: "response"; status: number; text: string; header: (name: string) => string | null }
  | { kind: "noResponse" | "aborted" };

export interface RequestOptions {
  body?: XMLHttpRequestBodyInit;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** @param loaded bytes of the body that have been sent */
  onProgress?: (loaded: number) => void;
  /** Milliseconds without a byte in either direction, after which there is no response. */
  idleTimeout?: number;
}

/** Sends one request. `fetch` does not report how much of a body has been sent. Never rejects. */
export function sendRequest(
  method: string,
  url: string,
  { body, headers = {}, signal, onProgress, idleTimeout }: RequestOptions = {},
): Promise<RequestResult> {
  if (signal?.aborted) return Promise.resolve({ kind: "aborted" });
  let resolve: (result: RequestResult) => void = () => undefined;
  // Many browsers still in use lack Promise.withResolvers.
  const promise = new Promise<RequestResult>((resolvePromise) => {
    resolve = resolvePromise;
  });
  const request = new XMLHttpRequest();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const touch = () => {
    clearTimeout(timer);
    const giveUp = () => {
      resolve({ kind: "noResponse" });
      request.abort();
    };
    if (idleTimeout) timer = setTimeout(giveUp, idleTimeout);
  };
  const abort = () => request.abort();
  request.upload.addEventListener("progress", ({ loaded }) => {
    touch();
    onProgress?.(loaded);
  });
  request.addEventListener("progress", touch);
  request.addEventListener("load", () => {
    const { status, responseText: text } = request;
    resolve({ kind: "response", status, text, header: (name) => request.getResponseHeader(name) });
  });
  request.addEventListener("error", () => resolve({ kind: "noResponse" }));
  request.addEventListener("abort", () => resolve({ kind: "aborted" }));
  request.addEventListener("loadend", () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  });
  signal?.addEventListener("abort", abort);
  request.open(method, url);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  touch();
  request.send(body ?? null);
  return promise;
}
