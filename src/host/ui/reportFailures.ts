import * as vscode from "vscode";
import type { App } from "../../app.ts";
import { showErrorMessage } from "./messages.ts";
import type { PartsLeft } from "./partsLeft.ts";

/**
 * Shows the first three reasons and logs them all.
 * @param next a sentence after them
 */
export function reportFailures(app: App, done: string, reasons: string[], left?: PartsLeft, next = ""): void {
  for (const reason of reasons) app.log.info(reason);
  const shown = reasons.slice(0, 3).join("; ");
  const rest = reasons.length > 3 ? ` ${vscode.l10n.t("All {0} are listed in the log.", reasons.length)}` : "";
  const log = vscode.l10n.t("Show Log");
  const message = `${done} ${vscode.l10n.t("Failed: {0}.", shown)}${rest} ${next}`.trim();
  void showErrorMessage(message, ...(left ? [left.title] : []), log).then((chosen) => {
    if (chosen === log) return app.log.show();
    return chosen === undefined ? undefined : left?.abort();
  });
}
