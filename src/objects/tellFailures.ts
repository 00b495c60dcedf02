import * as vscode from "vscode";
import type { App } from "../app.ts";
import { showErrorMessage } from "../host/ui/messages.ts";

/** A few by name, and all of them in the log. */
export function tellFailures(app: App, done: string, reasons: string[]): void {
  for (const reason of reasons) app.log.info(reason);
  const shown = reasons.slice(0, 3).join("; ");
  const rest = reasons.length > 3 ? ` ${vscode.l10n.t("The log names all {0}.", reasons.length)}` : "";
  const log = vscode.l10n.t("Show Log");
  const message = `${done} ${vscode.l10n.t("Not done: {0}.", shown)}${rest}`;
  void showErrorMessage(message, log).then((chosen) => chosen === log && app.log.show());
}
