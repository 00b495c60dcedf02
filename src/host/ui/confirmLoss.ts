import * as vscode from "vscode";
import type { App } from "../../app.ts";
import type { KeyPlace } from "../../core/address/location.ts";
import type { ConfirmLoss, Loss } from "../../core/objects/preserve.ts";
import { errorMessage } from "../text/errorText.ts";
import { confirm } from "./confirm.ts";

/** The user's decisions, by profile and bucket. Kept until the window is reloaded, except those to cancel. */
const decisions = new Map<string, Promise<void>>();

/**
 * Asks, before a write, whether it should take place although it may lose the tags of an object. Asks once for several
 * objects of a bucket, even if they are written at the same time.
 */
export const confirmLoss =
  (app: App): ConfirmLoss =>
  (source, losses) => {
    const [{ reason }] = losses as [Loss];
    const id = `${(reason.details as { profile?: string }).profile} ${source.bucket}`;
    const known = decisions.get(id);
    if (known) return known;
    for (const { reason } of losses) app.log.error(reason);
    const deciding = ask(source, losses);
    decisions.set(id, deciding);
    deciding.catch(() => decisions.delete(id));
    return deciding;
  };

function ask({ key }: KeyPlace, losses: Loss[]): Promise<void> {
  const detail = [
    ...losses.map(({ reason }) => errorMessage(reason)),
    vscode.l10n.t("If the object has tags, the object that is written won't have them."),
    vscode.l10n.t("If you continue, you won't be asked again for this bucket until the window is reloaded."),
  ].join("\n");
  return confirm(vscode.l10n.t("Continue without the tags of {0}?", key), detail, vscode.l10n.t("Continue"));
}
