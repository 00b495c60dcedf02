import * as vscode from "vscode";

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

/** Bytes, in units of 1024 as the S3 console shows them. */
export function formatSize(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  const power = bytes === 0 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  const options = { unitDisplay: power === 0 ? "long" : "short", maximumFractionDigits: 1 } as const;
  return formatUnit(bytes / 1024 ** power, units[power] as string, options);
}

/** With all its digits, where two sizes may look alike otherwise: "10 MB (10,485,761 bytes)". */
export function exactSize(bytes: number): string {
  return bytes < 1024 ? formatSize(bytes) : `${formatSize(bytes)} (${formatUnit(bytes, "byte")})`;
}

function formatUnit(count: number, unit: string, options: Intl.NumberFormatOptions = { unitDisplay: "long" }): string {
  return new Intl.NumberFormat(vscode.env.language, { style: "unit", unit, ...options }).format(count);
}

export function formatCount(count: number): string {
  return new Intl.NumberFormat(vscode.env.language).format(count);
}

export function objectCount(count: number): string {
  return count === 1 ? vscode.l10n.t("1 object") : vscode.l10n.t("{0} objects", formatCount(count));
}
