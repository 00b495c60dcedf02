/**
 * A controller that another signal aborts too. Many browsers still in use lack AbortSignal.any. Abort the controller when
 * it is no longer needed: the other signal then forgets it.
 */
export function abortedBy(signal: AbortSignal): AbortController {
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true, signal: controller.signal });
  return controller;
}
