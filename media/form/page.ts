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
  document.addEventListener("keydown", keepSelectAll);
  window.addEventListener("message", ({ data }) => receive(data as ToForm));
  return (message) => vscode.postMessage(message);
}

/**
 * VS Code handles Ctrl+A too, but later: it would select what has been typed since, and the next letter would replace it.
 */
function keepSelectAll(event: KeyboardEvent): void {
  const [target] = event.composedPath();
  const isText = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  if (isText && (event.ctrlKey || event.metaKey) && event.key === "a") event.stopPropagation();
}

/** In milliseconds: how long typing must pause before the input is used. */
const PAUSE = 200;

/** Runs `act` once after a burst of calls, unless it is canceled before. */
export function whenQuiet(act: () => void): { (): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = () => clearTimeout(timer);
  const later = () => {
    cancel();
    timer = setTimeout(act, PAUSE);
  };
  return Object.assign(later, { cancel });
}
