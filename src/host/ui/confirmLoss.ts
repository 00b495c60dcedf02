import * as vscode from "vscode";
import type { App } from "../../app.ts";
import type { KeyPlace } from "../../core/address/location.ts";
import type { ConfirmLoss, Loss } from "../../core/objects/preserve.ts";
import { errorMessage } from "../text/errorText.ts";
import { confirm } from "./confirm.ts";

/** The user's decisions, by bucket. Kept until the window is reloaded, except those to cancel. */
const decisions = new Map<string, Promise<void>>();

/**
 * Asks, before a write, whether it should take place although it may lose the tags of an object. Asks once for several
 * objects of a bucket, even if they are written at the same time.
 */
export const confirmLoss =
  (app: App): ConfirmLoss =>
  (source, losses) => {
    const known = decisions.get(source.bucket);
    if (known) return known;
    for (const { reason } of losses) app.log.error(reason);
    const deciding = ask(source, losses);
    decisions.set(source.bucket, deciding);
    deciding.catch(() => decisions.delete(source.bucket));
    return deciding;
  };

function ask({ key }: KeyPlace, losses: Loss[]): Promise<void> {
  const detail = [
    ...losses.map(({ reason }) => errorMessage(reason)),
    vscode.l10n.t("If the object has tags, they will be lost."),
    vscode.l10n.t("You won't be asked again for this bucket until the window is reloaded."),
  ].join("\n");
  return confirm(vscode.l10n.t("Continue without the tags of {0}?", key), detail, vscode.l10n.t("Continue"));
}
