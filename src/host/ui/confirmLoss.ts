import * as vscode from "vscode";
import type { App } from "../../app.ts";
import type { KeyPlace } from "../../core/address/location.ts";
import type { ConfirmLoss, Loss } from "../../core/objects/preserve.ts";
import { errorMessage } from "../text/errorText.ts";
import { confirm } from "./confirm.ts";

const { t } = vscode.l10n;

/** The user's decisions, by profile, bucket and what would be lost. Kept until the window is reloaded, except those to cancel. */
const decisions = new Map<string, Promise<void>>();

/**
 * Asks, before a write, whether it should take place although it may lose tags or annotations of an object. Asks once for
 * several objects of a bucket, even if they are written at the same time.
 */
export const confirmLoss =
  (app: App): ConfirmLoss =>
  (source, losses) => {
    const [{ reason }] = losses as [Loss];
    const { profile } = reason.details as { profile?: string };
    const id = [profile, source.bucket, ...losses.map(({ what }) => what)].join(" ");
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
    t("If there are any, the object that is written won't have them."),
    t("If you continue, you won't be asked again for this bucket until the window is reloaded."),
  ].join("\n");
  return confirm(question(key, losses), detail, t("Continue"));
}

function question(key: string, losses: Loss[]): string {
  if (losses.length > 1) return t("Continue without the tags and annotations of {0}?", key);
  return losses[0]?.what === "annotations"
    ? t("Continue without the annotations of {0}?", key)
    : t("Continue without the tags of {0}?", key);
}
