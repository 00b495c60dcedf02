import * as vscode from "vscode";
import type { App } from "../app.ts";
import { commands } from "../contributions.ts";
import { baseName, type ObjectLocation, s3Uri } from "../core/address/location.ts";
import { firstToExpire } from "../core/sign/linkTimes.ts";
import { curl } from "../core/snippets/curl.ts";
import { writeLink } from "../core/text/linkForms.ts";
import { ledgerEntries, type SignedLink, signLinks } from "../host/aws/signLinks.ts";
import { signerNames } from "../host/text/signerName.ts";
import { showInStatusBar, showWarning } from "../host/ui/messages.ts";
import { endSentence, warningTexts } from "../host/ui/signedView.ts";
import { LINK_KINDS, linkKind } from "./editKinds.ts";

const { t } = vscode.l10n;

/** One way to write objects into a document, as the menu of a drop or paste lists it. */
export interface LinkChoice {
  title: string;
  kind: vscode.DocumentDropOrPasteEditKind;
  /** A function if something has to be signed or uploaded for it. */
  text: string | (() => Promise<string>);
  /** Called once a known text is in the document. */
  onInserted?: () => void;
}

/** Seconds. */
const WEEK = 7 * 86_400;

export type ObjectLink = Pick<SignedLink, "at" | "url">;

/**
 * @param links one for each object, with the usual expiry
 * @param onInserted see LinkChoice
 */
export function linkChoices(
  app: App,
  languageId: string,
  links: ObjectLink[],
  onInserted: () => void = () => undefined,
): LinkChoice[] {
  const objects = links.map(({ at }) => at);
  const one = objects.length === 1;
  const named = (all: ObjectLink[]) =>
    all.map(({ at, url }) => writeLink(languageId, { name: baseName(at.key), url })).join("\n");
  const choices = [
    { title: one ? t("Insert Link") : t("Insert Links"), text: named(links), onInserted },
    {
      title: one ? t("Insert Link Valid for 7 Days") : t("Insert Links Valid for 7 Days"),
      text: async () => named(await shareObjects(app, objects, WEEK)),
    },
    uriChoice(objects),
    {
      title: one ? t("Insert curl Command") : t("Insert curl Commands"),
      text: links.map(({ url }) => curlCommand(url)).join("\n"),
      onInserted,
    },
  ];
  return choices.map((choice, index) => ({
    ...choice,
    kind: LINK_KINDS[index] as vscode.DocumentDropOrPasteEditKind,
  }));
}

/** Needs no signature. */
export function uriChoice(objects: ObjectLocation[]) {
  const title = objects.length === 1 ? t("Insert S3 URI") : t("Insert S3 URIs");
  return { title, kind: linkKind("s3Uri"), text: objects.map(s3Uri).join("\n") };
}

function curlCommand(url: string): string {
  const times = { issuedAt: "", expiresAt: "", effectiveExpiresAt: "" };
  return curl.write({ kind: "url", method: "GET", url, headers: {}, warnings: [], ...times }, {}).trimEnd();
}

/** Signs links that are not shared yet. */
export function signObjects(app: App, objects: ObjectLocation[], expiresIn: number): Promise<SignedLink[]> {
  return signLinks(app, objects, { expiresIn, command: commands.copyPresignedUrl });
}

/** Lists links under Shared Links, and shows how long they are valid. */
export function recordLinks(app: App, signed: SignedLink[], expiresIn: number, command: string): void {
  app.shared.fire(ledgerEntries(app, signed, { expiresIn, command }));
  void report(app, signed);
}

export async function shareObjects(
  app: App,
  objects: ObjectLocation[],
  expiresIn: number,
  command: string = commands.copyPresignedUrl,
): Promise<SignedLink[]> {
  const signed = await signObjects(app, objects, expiresIn);
  recordLinks(app, signed, expiresIn, command);
  return signed;
}

async function report(app: App, signed: SignedLink[]): Promise<void> {
  const first = firstToExpire(signed);
  if (!first) return;
  const signers = await signerNames(
    app,
    signed.map(({ connection }) => connection),
  );
  const end = endSentence(first, signers);
  const warnings = new Set(signed.flatMap(warningTexts));
  if (warnings.size > 0) void showWarning([end, ...warnings].join(" "));
  else showInStatusBar(end);
}
