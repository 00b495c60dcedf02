interface VSCodeApi {
  postMessage(message: unknown): void;
}
declare function acquireVsCodeApi(): VSCodeApi;

/** The page's end of the wire to the extension host. */
export function connect<ToForm, FromForm>(receive: (message: ToForm) => void): (message: FromForm) => void {
  const vscode = acquireVsCodeApi();
  window.addEventListener("message", ({ data }) => receive(data as ToForm));
  return (message) => vscode.postMessage(message);
}

/** Milliseconds without a key stroke after which what was typed counts. */
const PAUSE = 200;

/** Calls once after the last of many calls. */
export function whenQuiet(act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, PAUSE);
  };
}
