interface VSCodeApi {
  postMessage(message: unknown): void;
}
declare function acquireVsCodeApi(): VSCodeApi;

/**
 * Connects the page to the extension host.
 * @returns a function that sends messages to the host
 */
export function connect<ToForm, FromForm>(receive: (message: ToForm) => void): (message: FromForm) => void {
  const vscode = acquireVsCodeApi();
  window.addEventListener("message", ({ data }) => receive(data as ToForm));
  return (message) => vscode.postMessage(message);
}

/** In milliseconds: how long typing must pause before the input is used. */
const PAUSE = 200;

/** Runs `act` once after a burst of calls. */
export function whenQuiet(act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, PAUSE);
  };
}
