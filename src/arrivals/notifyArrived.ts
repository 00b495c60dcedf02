import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import type { KeptShare } from "../core/share/shareRecord.ts";
import { visibleText } from "../core/text/visibleText.ts";
import { fileCount } from "../host/text/format.ts";
import { showInformation } from "../host/ui/messages.ts";

const { t } = vscode.l10n;

/** Shows how many files arrived, once for all that were found together. */
export async function notifyArrived(app: App, share: KeptShare, count: number): Promise<void> {
  const [show, download] = [t("Show"), t("Download All…")];
  const message = t("{0} arrived for “{1}”.", fileCount(count), visibleText(share.title));
  const chosen = await showInformation(message, show, download);
  if (chosen === show) app.arrivals.reveal.fire(share);
  else if (chosen === download) await vscode.commands.executeCommand(commands.downloadArrived, { share });
}
