import * as vscode from "vscode";
import type { App } from "../app.ts";
import { asS3Error } from "../core/errors/errors.ts";

/** Milliseconds between two looks at whether a listing is due. */
const TICK = 60_000;

/**
 * Looks for files that arrived: when the view of requests is shown, when this window is focused, and while it is. All
 * windows together request at most one listing every five minutes, and only with credentials that ask for nothing.
 */
export function watchArrivals(app: App): vscode.Disposable {
  let isLooking = false;
  const look = async () => {
    if (isLooking || !vscode.window.state.focused) return;
    if (!app.shares.list().some(({ kind }) => kind === "request")) return;
    isLooking = true;
    try {
      await (await import("./lookForArrivals.ts")).lookForArrivals(app);
    } catch (error) {
      // No one has asked for it.
      app.log.error(asS3Error(error));
    } finally {
      isLooking = false;
    }
  };
  const clock = setInterval(look, TICK);
  return vscode.Disposable.from(vscode.window.onDidChangeWindowState(look), app.arrivals.viewShown.event(look), {
    dispose: () => clearInterval(clock),
  });
}
