import * as vscode from "vscode";
import type { App } from "../../app.ts";
import type { CredentialsEnd } from "../../core/identity/credentialsEnd.ts";
import { NO_LIMIT } from "../../core/providers/expiryLimits.ts";
import { expiryLimitOf } from "../../core/providers/providers.ts";
import { parseExpiry } from "../../core/sign/expiry.ts";
import { defaultExpiry } from "../settings.ts";
import { exampleTime, formatDuration, formatTime } from "../text/format.ts";
import { signerNames } from "../text/signerName.ts";
import type { Choice, ListQuestion, TextQuestion } from "../ui/question.ts";
import type { Step } from "../ui/steps.ts";
import { profileQuestion, type Targeted } from "./targetSteps.ts";

const { t } = vscode.l10n;

/** How long a link is valid, and which connections sign it. */
export interface Signing extends Targeted {
  /** In seconds. */
  expiresIn: number;
}

/**
 * Asks for the lifetime and shows when the credentials expire. The user can also renew them or choose another profile.
 */
export function expiryStep<D extends Signing>(app: App): Step<D> {
  return { ask: (draft) => expiryQuestion(app, draft) };
}

/** @throws S3Error if the credentials can't be obtained */
async function expiryQuestion<D extends Signing>(app: App, draft: D): Promise<ListQuestion<D>> {
  const ids = [...new Set(draft.targets.map(({ connection }) => connection))];
  await readPolicies(app, draft.targets);
  const connections = await Promise.all(ids.map((id) => app.s3().connection(id)));
  const end = await earliestEnd(app, ids);
  // Looks up the accounts that the title shows. The credentials are loaded by now, so this does not ask for an MFA
  // code.
  await signerNames(app, connections);
  const limit = Math.min(...connections.map(expiryLimitOf));
  const presets = [...new Set([defaultExpiry(), ...PRESETS])].filter((seconds) => seconds <= limit);
  return {
    placeHolder: placeHolder(end),
    choices: [
      ...presets.map((seconds) => ({
        label: formatDuration(seconds),
        description: until(seconds, end),
        value: { ...draft, expiresIn: seconds },
      })),
      {
        label: t("Custom expiry…"),
        description:
          limit === NO_LIMIT
            ? t("90m, 2d, or a date and time")
            : t("90m, 2d, or a date and time. Maximum: {0}.", formatDuration(limit)),
        value: draft,
        next: () => customQuestion(draft, end, limit),
      },
      ...(end.kind === "lasting" ? [] : waysOut(app, draft, ids)),
    ],
  };
}

/** A bucket policy can end the link sooner. It is read while the user answers the questions. */
async function readPolicies(app: App, targets: Targeted["targets"]): Promise<void> {
  for (const { connection, bucket } of new Map(targets.map((at) => [`${at.connection} ${at.bucket}`, at])).values())
    if (bucket !== "") app.s3().readPolicy(await app.s3().connection(connection), bucket);
}

const PRESETS = [900, 3600, 12 * 3600, 86_400, 3 * 86_400, 7 * 86_400, 30 * 86_400, 90 * 86_400];

function customQuestion<D extends Signing>(draft: D, end: CredentialsEnd, limit: number): TextQuestion<D> {
  return {
    prompt: t("Enter a duration (90m, 2d), a number of seconds, or a local date and time such as {0}", exampleTime()),
    placeHolder: "90m",
    read: (text) => ({ ...draft, expiresIn: parseExpiry(text, new Date(), limit) }),
    preview: ({ expiresIn }) => until(expiresIn, end),
  };
}

function waysOut<D extends Signing>(app: App, draft: D, ids: string[]): Choice<D>[] {
  const renew: Choice<D> = {
    label: t("Renew the credentials"),
    iconPath: new vscode.ThemeIcon("refresh"),
    description: t("if they come from a sign-in, a role, or a program"),
    value: draft,
    refresh: () => earliestEnd(app, ids, true),
  };
  const other: Choice<D> = {
    label: t("Sign with another profile…"),
    iconPath: new vscode.ThemeIcon("account"),
    value: draft,
    next: () => signerQuestion(app, draft),
  };
  return ids.length === 1 ? [renew, other] : [renew];
}

/** The lifetime is asked for again, because each profile's credentials expire at a different time. */
async function signerQuestion<D extends Signing>(app: App, draft: D): Promise<ListQuestion<D>> {
  const { choices, ...question } = await profileQuestion(app, draft);
  return {
    ...question,
    choices: choices.map((choice) => ({ ...choice, next: () => expiryQuestion(app, choice.value) })),
  };
}

async function earliestEnd(app: App, ids: string[], renew = false): Promise<CredentialsEnd> {
  const asked = ids.map(async (id) => app.s3().credentialsEnd(await app.s3().connection(id), { renew }));
  const rank = (end: CredentialsEnd) => (end.kind === "ends" ? end.at.getTime() : Number.POSITIVE_INFINITY);
  const ends = (await Promise.all(asked)).sort((a, b) => rank(a) - rank(b));
  return ends.find(({ kind }) => kind === "ends") ?? ends.find(({ kind }) => kind === "unknown") ?? { kind: "lasting" };
}

function placeHolder(end: CredentialsEnd): string {
  const ask = t("How long should the link be valid?");
  switch (end.kind) {
    case "lasting":
      return ask;
    case "unknown":
      return `${t("The session token's expiry is unknown.")} ${ask}`;
    case "ends": {
      const seconds = (end.at.getTime() - Date.now()) / 1000;
      return `${t("The credentials expire in {0}.", formatDuration(wholeMinutes(seconds)))} ${ask}`;
    }
  }
}

/** Rounds to whole minutes. Seconds don't matter here. */
function wholeMinutes(seconds: number): number {
  return seconds < 60 ? seconds : Math.round(seconds / 60) * 60;
}

function until(seconds: number, end: CredentialsEnd): string {
  const asked = new Date(Date.now() + seconds * 1000);
  if (end.kind === "unknown") return t("until {0}, or until the session expires", formatTime(asked));
  // A difference of up to a minute is ignored.
  if (end.kind !== "ends" || end.at.getTime() + 60_000 >= asked.getTime()) return t("until {0}", formatTime(asked));
  return t("only until {0}, when the credentials expire", formatTime(end.at));
}
