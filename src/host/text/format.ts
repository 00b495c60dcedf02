import * as vscode from "vscode";
import { writeDuration } from "../../core/text/duration.ts";
import { numberFormat, timeFormat } from "../../core/text/localFormats.ts";
import { writeBytes, writeExactSize, writeSize } from "../../core/text/size.ts";

const { t } = vscode.l10n;

/** Local time with its time zone, in the display language: "Tue, Nov 24, 2026, 6:30 PM GMT+9". */
export function formatTime(date: Date): string {
  return timeFormat(vscode.env.language, {
    weekday: "short",
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(date);
}

export function formatDate(date: Date): string {
  return timeFormat(vscode.env.language, { dateStyle: "medium", timeStyle: "short" }).format(date);
}

/** Tomorrow at 6 p.m., in a format that parseExpiry accepts. */
export function exampleTime(): string {
  const tomorrow = new Date(Date.now() + 86_400_000);
  const [month, day] = [tomorrow.getMonth() + 1, tomorrow.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${tomorrow.getFullYear()}-${month}-${day} 18:00`;
}

/** "1 hour 30 minutes": the two largest units that are not zero. */
export const formatDuration = (seconds: number): string =>
  writeDuration(Math.max(0, Math.round(seconds)), vscode.env.language);

export const formatSize = (bytes: number): string => writeSize(bytes, vscode.env.language);
export const exactSize = (bytes: number): string => writeExactSize(bytes, vscode.env.language);
export const byteCount = (bytes: number): string => writeBytes(bytes, vscode.env.language);

export function formatCount(count: number): string {
  return numberFormat(vscode.env.language).format(count);
}

/**
 * Counted nouns for use in sentences. Only English needs a singular form. Korean, the only other language, has none.
 */
export const objectCount = (count: number): string =>
  count === 1 ? t("1 object") : t("{0} objects", formatCount(count));
export const versionCount = (count: number): string =>
  count === 1 ? t("1 version") : t("{0} versions", formatCount(count));
export const itemCount = (count: number): string => (count === 1 ? t("1 item") : t("{0} items", formatCount(count)));
export const keyCount = (count: number): string => (count === 1 ? t("1 key") : t("{0} keys", formatCount(count)));
export const fileCount = (count: number): string => (count === 1 ? t("1 file") : t("{0} files", formatCount(count)));
export const linkCount = (count: number): string => (count === 1 ? t("1 link") : t("{0} links", formatCount(count)));
