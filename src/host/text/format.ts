import * as vscode from "vscode";
import { writeBytes, writeExactSize, writeSize } from "../../core/text/size.ts";

/** Local time with its zone, in the reader's language: "Tue, Nov 24, 2026, 6:30 PM GMT+9". */
export function formatTime(date: Date): string {
  return new Intl.DateTimeFormat(vscode.env.language, {
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
  return new Intl.DateTimeFormat(vscode.env.language, { dateStyle: "medium", timeStyle: "short" }).format(date);
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** "1 hour, 30 minutes": the two largest units that count. */
export function formatDuration(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 && parts.length < 2) parts.push(formatUnit(count, unit));
  }
  return parts.join(" ") || formatUnit(0, "second");
}

export const formatSize = (bytes: number): string => writeSize(bytes, vscode.env.language);
export const exactSize = (bytes: number): string => writeExactSize(bytes, vscode.env.language);
export const byteCount = (bytes: number): string => writeBytes(bytes, vscode.env.language);

function formatUnit(count: number, unit: string): string {
  const options = { style: "unit", unit, unitDisplay: "long" } as const;
  return new Intl.NumberFormat(vscode.env.language, options).format(count);
}

export function formatCount(count: number): string {
  return new Intl.NumberFormat(vscode.env.language).format(count);
}

export function objectCount(count: number): string {
  return count === 1 ? vscode.l10n.t("1 object") : vscode.l10n.t("{0} objects", formatCount(count));
}
