import { S3Error } from "../errors/errors.ts";

const UNITS = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
const SIZE = /^(\d+(?:\.\d+)?)\s*(?:(k|m|g)(?:i?b)?|bytes?|b)?$/i;

/**
 * Read what a person types: bytes ("500"), or a size with a unit of 1024 ("500 KB", "10MB", "1.5 GiB").
 * @returns bytes
 * @throws S3Error invalidSize
 */
export function parseSize(text: string): number {
  const given = text.trim();
  const match = SIZE.exec(given);
  if (!match) throw new S3Error("invalidSize", { given });
  const [, count, unit = ""] = match;
  return Math.floor(Number(count) * UNITS[unit.toLowerCase() as keyof typeof UNITS]);
}

const SHOWN = ["KB", "MB", "GB", "TB"] as const;

/**
 * A size for a person, in units of 1024 bytes as S3 consoles show them: "45 bytes", "7.7 KB".
 * @param language RFC 5646 tag; where absent, the runtime's own
 */
export function writeSize(bytes: number, language?: string): string {
  if (bytes < 1024) return writeBytes(bytes, language);
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), SHOWN.length);
  const count = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(bytes / 1024 ** power);
  return `${count} ${SHOWN[power - 1]}`;
}

/** With all its digits, where two sizes may look alike otherwise: "10 MB (10,485,761 bytes)". */
export function writeExactSize(bytes: number, language?: string): string {
  return bytes < 1024 ? writeSize(bytes, language) : `${writeSize(bytes, language)} (${writeBytes(bytes, language)})`;
}

/** "1 byte", "1,024 bytes" */
export function writeBytes(bytes: number, language?: string): string {
  return new Intl.NumberFormat(language, { style: "unit", unit: "byte", unitDisplay: "long" }).format(bytes);
}
