import * as vscode from "vscode";
import { views } from "../contributions.ts";
import { canWrite, linkState } from "../core/ledger/linkLedger.ts";
import { showsEndingWriteLinks } from "../host/settings.ts";
import { linkLabel, timeLeft } from "./drawNode.ts";
import type { Ledger } from "./ledger.ts";

/** In milliseconds: how often the time left is updated. */
const TICK = 30_000;

/** Shows the upload link that expires next in the status bar, if that is soon and the setting is on. */
export function endingSoon(ledger: Ledger): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("s3Presign.endingSoon", vscode.StatusBarAlignment.Right);
  item.name = vscode.l10n.t("Links expiring soon");
  item.command = `${views.links}.focus`;
  let clock: NodeJS.Timeout | undefined;
  const draw = () => {
    const now = new Date();
    const [next] = ledger
      .links()
      .filter((link) => canWrite(link) && linkState(link, now) === "endingSoon")
      .sort((a, b) => Date.parse(a.endsAt) - Date.parse(b.endsAt));
    if (!next) return item.hide();
    item.text = `$(cloud-upload) ${linkLabel(next)}: ${timeLeft(next, now)}`;
    item.tooltip = vscode.l10n.t("This link allows uploads or changes, and expires soon.");
    item.show();
  };
  const watch = () => {
    clearInterval(clock);
    item.hide();
    if (!showsEndingWriteLinks()) return;
    draw();
    clock = setInterval(draw, TICK);
  };
  watch();
  return vscode.Disposable.from(item, ledger.onDidChange(watch), { dispose: () => clearInterval(clock) });
}
