import { numberFormat } from "./localFormats.ts";

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/**
 * Formats a duration as the two largest units that are not zero: "1 hour 30 minutes", "0 seconds".
 * @param seconds a whole number, not negative
 * @param language RFC 5646 tag
 */
export function writeDuration(seconds: number, language: string): string {
  let rest = seconds;
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 && parts.length < 2) parts.push(writeUnit(count, unit, language));
  }
  return parts.join(" ") || writeUnit(0, "second", language);
}

function writeUnit(count: number, unit: string, language: string): string {
  return numberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count);
}
