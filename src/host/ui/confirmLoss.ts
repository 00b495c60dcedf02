import * as vscode from "vscode";
import type { App } from "../../app.ts";
import type { KeyPlace } from "../../core/address/location.ts";
import type { ConfirmLoss, Loss } from "../../core/objects/preserve.ts";
import { errorMessage } from "../text/errorText.ts";
import { confirm } from "./confirm.ts";

const { t } = vscode.l10n;

/** The user's decisions, by what is lost, profile, and buckets. Kept until the window is reloaded, except those to cancel. */
const decisions = new Map<string, Promise<void>>();

/**
 * Asks, before a write, whether it should take place although it may lose something of an object. Asks once for several
 * objects of a bucket, even if they are written at the same time.
 */
export const confirmLoss =
  (app: App): ConfirmLoss =>
  async (source, losses) => {
    for (const loss of losses) await decide(app, source, loss);
  };

function decide(app: App, source: KeyPlace, loss: Loss): Promise<void> {
  const { what, reason } = loss;
  const { profile, bucket } = reason.details as { profile?: string; bucket?: string };
  const id = `${what} ${profile} ${source.bucket} ${bucket}`;
  const known = decisions.get(id);
  if (known) return known;
  app.log.error(reason);
  const deciding = ask(source, loss);
  decisions.set(id, deciding);
  deciding.catch(() => decisions.delete(id));
  return deciding;
}

function ask({ key }: KeyPlace, { what, reason }: Loss): Promise<void> {
  const [question, consequence] = {
    tags: [
      t("Continue without the tags of {0}?", key),
      t("If the object has tags, the object that is written won't have them."),
    ],
    annotations: [
      t("Continue without the annotations of {0}?", key),
      t("If the object has annotations, the object that is written won't have them."),
    ],
    lock: [
      t("Continue without the Object Lock of {0}?", key),
      t("The object that is written won't have its retention or legal hold."),
    ],
    storage: [
      t("Continue without the storage class and encryption of {0}?", key),
      t("The object that is written gets the defaults of its bucket."),
    ],
  }[what] as [string, string];
  const again = t("If you continue, you won't be asked again for this bucket until the window is reloaded.");
  return confirm(question, [errorMessage(reason), consequence, again].join("\n"), t("Continue"));
}
