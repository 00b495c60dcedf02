import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { S3Location } from "../core/address/location.ts";
import { isS3Error, S3Error } from "../core/errors/errors.ts";
import { pagesAddress } from "../core/share/pageLink.ts";
import type { PassphraseStrength } from "../core/share/passphrase.ts";
import { checkSecureContext } from "../core/share/secureContext.ts";
import type { Targeted } from "../host/nodes/targetSteps.ts";
import { errorMessage } from "../host/text/errorText.ts";
import { showInformation, showInStatusBar } from "../host/ui/messages.ts";
import type { Choice, ListQuestion, TextQuestion } from "../host/ui/question.ts";
import type { Step } from "../host/ui/steps.ts";

const { t } = vscode.l10n;

/** A page that may be protected. */
export interface Protected {
  passphrase?: string | undefined;
}

/**
 * Asks whether a passphrase protects a page: none, a generated one, or the user's own. Where browsers can't check a
 * passphrase, the only choice is none.
 */
export function passphraseStep<D extends Protected & Targeted>(app: App): Step<D> {
  let generated: string | undefined;
  return {
    ask: async (draft) => {
      generated ??= app.aws().newPassphrase();
      const bucket = await app.bucket(draft.targets[0] as S3Location);
      return passphraseQuestion(app, draft, generated, await pagesAddress(bucket));
    },
  };
}

function passphraseQuestion<D extends Protected>(
  app: App,
  draft: D,
  generated: string,
  pageUrl: string,
): ListQuestion<D> {
  const none: Choice<D> = {
    label: t("No passphrase"),
    description: t("Anyone with the link can open the page"),
    value: { ...draft, passphrase: undefined },
  };
  const insecure = insecurity(pageUrl);
  if (insecure) return { placeHolder: errorMessage(insecure), choices: [none] };
  return {
    placeHolder: t("Protect the page with a passphrase?"),
    choices: [
      none,
      { label: t("Generated passphrase"), description: generated, value: { ...draft, passphrase: generated } },
      { label: t("Custom passphrase…"), value: draft, next: () => ownQuestion(app, draft) },
    ],
  };
}

function insecurity(pageUrl: string): S3Error | undefined {
  try {
    checkSecureContext(pageUrl);
    return undefined;
  } catch (error) {
    if (isS3Error(error)) return error;
    throw error;
  }
}

/** Shown as it is typed: the recipient has to type exactly the same. */
function ownQuestion<D extends Protected>(app: App, draft: D): TextQuestion<D> {
  return {
    prompt: t("Enter a passphrase for the page"),
    read: (text) => {
      const passphrase = text.trim();
      if (passphrase === "") throw new S3Error("valueMissing", {});
      return { ...draft, passphrase };
    },
    preview: ({ passphrase = "" }) => STRENGTHS[app.aws().passphraseStrength(passphrase)](),
  };
}

const STRENGTHS: Record<PassphraseStrength, () => string> = {
  weak: () => t("Weak: software can guess this passphrase in less than a year."),
  fair: () => t("Fair: a generated passphrase is harder to guess."),
  strong: () => t("Strong, unless it is a known phrase or you also use it elsewhere."),
};

/** Shows the passphrase of a page once, after the link was copied. */
export async function showPassphrase(passphrase: string): Promise<void> {
  const copy = t("Copy Passphrase");
  const message = t(
    "The passphrase for the page is {0}. It isn't stored, so it can't be shown again. Send it separately from the link.",
    passphrase,
  );
  if ((await showInformation(message, copy)) !== copy) return;
  await vscode.env.clipboard.writeText(passphrase);
  showInStatusBar(t("Copied the passphrase."));
}
