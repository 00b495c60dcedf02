import * as vscode from "vscode";
import type { App } from "../app.ts";
import type { CredentialsEnd } from "../core/identity/credentialsEnd.ts";
import { checkExpiry } from "../core/sign/expiry.ts";
import { pickConnection } from "../host/nodes/targets.ts";
import { formatDuration } from "../host/text/format.ts";
import { signerNames } from "../host/text/signerName.ts";
import { askExpiry, type Choice, expiryChoices, pick } from "../host/ui/prompts.ts";

/** How long a link shall work, and who signs it. */
export interface Signing {
  /** Seconds. */
  expiresIn: number;
  /** Id of another connection, where the user took one. */
  connection?: string;
}

/**
 * Asks for the expiry, and says first when the credentials end: they can be renewed, or another profile's be taken.
 * @param connections whose credentials sign
 * @throws S3Error cancelled on Escape; what keeps the credentials from being had
 */
export async function pickSigning(app: App, title: string, connections: string[]): Promise<Signing> {
  let ids = [...new Set(connections)];
  let taken: { connection?: string } = {};
  let end = await earliestEnd(app, ids);
  for (;;) {
    const choices: Choice<number | "ask" | "renew" | "otherProfile">[] = [...expiryChoices(end), ...offers(end, ids)];
    const titled = `${title} · ${await namesOf(app, ids)}`;
    const chosen = await pick(titled, question(end), choices);
    if (chosen === "renew") {
      end = await earliestEnd(app, ids, true);
    } else if (chosen === "otherProfile") {
      const connection = await pickConnection(app, title, vscode.l10n.t("Choose the profile that signs the link"));
      [ids, taken] = [[connection], { connection }];
      end = await earliestEnd(app, ids);
    } else {
      return { expiresIn: chosen === "ask" ? await askExpiry(titled, end) : checkExpiry(chosen), ...taken };
    }
  }
}

/** Once their credentials are there: to ask for an account must not ask for a code. */
async function namesOf(app: App, ids: string[]): Promise<string> {
  return signerNames(app, await Promise.all(ids.map((id) => app.s3().connection(id))));
}

async function earliestEnd(app: App, ids: string[], renew = false): Promise<CredentialsEnd> {
  const asked = ids.map(async (id) => app.s3().credentialsEnd(await app.s3().connection(id), { renew }));
  const rank = (end: CredentialsEnd) => (end.kind === "ends" ? end.at.getTime() : Number.POSITIVE_INFINITY);
  const ends = (await Promise.all(asked)).sort((a, b) => rank(a) - rank(b));
  return ends.find(({ kind }) => kind === "ends") ?? ends.find(({ kind }) => kind === "unknown") ?? { kind: "lasting" };
}

function question(end: CredentialsEnd): string {
  const ask = vscode.l10n.t("How long should the link be valid?");
  switch (end.kind) {
    case "lasting":
      return ask;
    case "unknown":
      return `${vscode.l10n.t("The session token's expiry is unknown.")} ${ask}`;
    case "ends": {
      const seconds = (end.at.getTime() - Date.now()) / 1000;
      return `${vscode.l10n.t("The credentials expire in {0}.", formatDuration(wholeMinutes(seconds)))} ${ask}`;
    }
  }
}

/** A second more or less is not worth a word. */
function wholeMinutes(seconds: number): number {
  return seconds < 60 ? seconds : Math.round(seconds / 60) * 60;
}

function offers(end: CredentialsEnd, { length }: string[]): Choice<"renew" | "otherProfile">[] {
  if (end.kind === "lasting") return [];
  const renew: Choice<"renew"> = {
    label: `$(refresh) ${vscode.l10n.t("Renew the credentials")}`,
    description: vscode.l10n.t("if they come from a sign-in, a role, or a program"),
    value: "renew",
  };
  const other: Choice<"otherProfile"> = {
    label: `$(account) ${vscode.l10n.t("Sign with another profile…")}`,
    value: "otherProfile",
  };
  return length === 1 ? [renew, other] : [renew];
}
