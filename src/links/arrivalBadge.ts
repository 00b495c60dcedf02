import * as vscode from "vscode";
import type { App } from "../app.ts";
import { fileCount } from "../host/text/format.ts";

/** Milliseconds. Another window may have listed or shown what arrived. */
const TICK = 30_000;

/** The view's badge is the number of files that arrived and that the user has not seen. */
export function arrivalBadge({ arrivals, shares }: App, view: vscode.TreeView<unknown>): vscode.Disposable {
  const draw = () => {
    const value = arrivals.unseen();
    if (value === (view.badge?.value ?? 0)) return;
    view.badge = value > 0 ? { value, tooltip: vscode.l10n.t("New: {0}", fileCount(value)) } : undefined;
  };
  draw();
  const clock = setInterval(draw, TICK);
  return vscode.Disposable.from(arrivals.onDidChange(draw), shares.onDidChange(draw), {
    dispose: () => clearInterval(clock),
  });
}
