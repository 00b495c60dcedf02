import * as vscode from "vscode";
import type { InspectedUrl } from "../../core/inspect/inspectedUrl.ts";
import { formatDuration, formatTime } from "./format.ts";

const { t } = vscode.l10n;

/** A label and its value; rows without a value are left out. */
export type Row = [label: string, value: string | undefined];

/** What a link is for. */
export function whatRows({ operation, method, bucket, key, versionId }: InspectedUrl): Row[] {
  return [
    [t("Operation"), `${operation} (${method})`],
    [t("Bucket"), bucket],
    [t("Key"), key],
    [t("Version"), versionId],
  ];
}

/** When a link is valid. */
export function timeRows(
  { issuedAt, startsAt, expiresAt, ipRange, secondsLeft = 0 }: InspectedUrl,
  readAt: Date,
): Row[] {
  const left = secondsLeft > 0 ? formatDuration(secondsLeft) : t("expired {0} ago", formatDuration(-secondsLeft));
  const lifetime = issuedAt && expiresAt && formatDuration((Date.parse(expiresAt) - Date.parse(issuedAt)) / 1000);
  const ends = expiresAt && formatTime(new Date(expiresAt));
  return [
    [t("Signed"), issuedAt && formatTime(new Date(issuedAt))],
    [t("Valid from"), startsAt && formatTime(new Date(startsAt))],
    [t("Expires"), ends && lifetime ? `${ends} (${lifetime})` : ends],
    [t("Time left"), expiresAt && `${left} (${t("as of {0}", formatTime(readAt))})`],
    [t("Allowed IP addresses"), ipRange],
  ];
}

/** @param name of the profile or connection whose keys were used */
export function signatureDiffers({ name }: { name: string }): string {
  return t(
    "The signature doesn't match. Either the link was changed after it was signed, or it was not signed with the secret access key of {0}. Copy the whole link again, or sign a new one.",
    name,
  );
}

/** Escapes characters in a key that are invisible or that change the direction of the text. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, (c) => `\\u{${c.codePointAt(0)?.toString(16)}}`);
}
