import { S3Error } from "../errors/errors.ts";
import { MAX_EXPIRY } from "../providers/expiryLimits.ts";
import { asText } from "../text/asText.ts";

/** Seconds, the same as in boto3's generate_presigned_url. */
export const DEFAULT_EXPIRY = 3600;
/** Milliseconds. S3 rejects a request if its time differs from S3's by more: "RequestTimeTooSkewed". */
export const MAX_SKEW = 15 * 60_000;
/** Milliseconds. A larger difference causes a warning. */
export const TOLERABLE_SKEW = 60_000;

const UNIT_SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const DURATION = /^(?:\d+\s*[smhdw]\s*)+$/i;
const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Checks the lifetime of a link: a whole number of seconds from 1 to `limit`. The SDK accepts 0, -5, 0.5 and NaN, and S3
 * then rejects the link.
 * @param limit seconds: see expiryLimit
 * @throws S3Error invalidExpiry
 */
export function checkExpiry(seconds: unknown, limit = MAX_EXPIRY): number {
  const given = asText(seconds);
  if (typeof seconds !== "number" || Number.isNaN(seconds))
    throw new S3Error("invalidExpiry", { given, reason: "notUnderstood" });
  relabel(given, seconds, limit);
  if (!Number.isInteger(seconds)) throw new S3Error("invalidExpiry", { given, reason: "notWhole" });
  return seconds;
}

/**
 * Reads an expiry as entered: seconds ("3600"), a duration ("90m", "1h 30m", "2d"), or a date and time
 * ("2026-12-01 18:00", "2026-12-01T18:00Z"). Times without a zone are local. A date alone means the end of that day.
 * @param limit seconds: see expiryLimit
 * @returns seconds from `now`
 * @throws S3Error invalidExpiry
 */
export function parseExpiry(text: string, now: Date, limit = MAX_EXPIRY): number {
  const given = text.trim();
  if (/^[+-]?(?:\d+(?:\.\d+)?|\.\d+)$/.test(given)) return checkExpiry(Number(given), limit);
  if (DURATION.test(given)) return relabel(given, durationSeconds(given), limit);
  const end = parseMoment(given);
  if (!end) throw new S3Error("invalidExpiry", { given, reason: "notUnderstood" });
  const seconds = Math.floor((end.getTime() - now.getTime()) / 1000);
  if (seconds < 1) throw new S3Error("invalidExpiry", { given, reason: "past" });
  return relabel(given, seconds, limit);
}

/** Checks the range. The error quotes the text that was entered, not the computed seconds. */
function relabel(given: string, seconds: number, limit: number): number {
  if (seconds < 1) throw new S3Error("invalidExpiry", { given, reason: "tooShort" });
  if (seconds > limit) throw new S3Error("invalidExpiry", { given, reason: "tooLong", limit });
  return seconds;
}

/** The shortest text that parseExpiry reads as this many seconds: 3600 is "1h". */
export function writeExpiry(seconds: number): string {
  const [unit, size] = Object.entries(UNIT_SECONDS).findLast(
    ([name, each]) => name !== "w" && seconds % each === 0,
  ) ?? ["s", 1];
  return `${seconds / size}${unit}`;
}

function durationSeconds(text: string): number {
  const parts = text.toLowerCase().matchAll(/(\d+)\s*([smhdw])/g);
  return [...parts].reduce((sum, [, n, unit]) => sum + Number(n) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS], 0);
}

/** Reads a date and time as parseExpiry does. @param dateAlone what a date without a time means */
export function parseMoment(text: string, dateAlone: "startOfDay" | "endOfDay" = "endOfDay"): Date | undefined {
  const match = DATE_TIME.exec(text);
  if (!match) return undefined;
  const [lastHour, last] = dateAlone === "endOfDay" ? [23, 59] : [0, 0];
  const [year, month, day, hour = lastHour, minute = last, second = match[4] ? 0 : last] = match
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const date = new Date(0);
  date.setFullYear(year as number, (month as number) - 1, day);
  date.setHours(hour, minute, second, 0);
  const real =
    date.getMonth() === (month as number) - 1 && date.getDate() === day && hour < 24 && minute < 60 && second < 60;
  if (!real) return undefined;
  return match[7]
    ? new Date(
        text
          .replace(" ", "T")
          .replace(/\s/g, "")
          .replace(/([+-]\d{2})(\d{2})$/, "$1:$2"),
      )
    : date;
}

/** The earlier of the requested expiry and the expiry of the credentials, if that is known. */
export function effectiveEnd(asked: Date, credentialsEnd: Date | undefined): Date {
  return credentialsEnd && credentialsEnd < asked ? credentialsEnd : asked;
}
