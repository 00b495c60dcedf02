import { S3Error } from "../errors/errors.ts";
import { numberFormat } from "./localFormats.ts";

const UNITS = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
const SIZE = /^(\d+(?:\.\d+)?)\s*(?:(k|m|g)(?:i?b)?|bytes?|b)?$/i;

/**
 * Reads a size as entered: bytes ("500"), or a number with a unit of 1024 ("500 KB", "10MB", "1.5 GiB").
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
 * Formats a size in units of 1024 bytes, as S3 consoles do: "45 bytes", "7.7 KB".
 * @param language RFC 5646 tag; defaults to the language of the runtime
 */
export function writeSize(bytes: number, language?: string): string {
  if (bytes < 1024) return writeBytes(bytes, language);
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), SHOWN.length);
  const count = numberFormat(language, { maximumFractionDigits: 1 }).format(bytes / 1024 ** power);
  return `${count} ${SHOWN[power - 1]}`;
}

/** With the exact number of bytes, for sizes that could look alike: "10 MB (10,485,761 bytes)". */
export function writeExactSize(bytes: number, language?: string): string {
  return bytes < 1024 ? writeSize(bytes, language) : `${writeSize(bytes, language)} (${writeBytes(bytes, language)})`;
}

/** Formats a number of bytes: "1 byte", "1,024 bytes". */
export function writeBytes(bytes: number, language?: string): string {
  return numberFormat(language, { style: "unit", unit: "byte", unitDisplay: "long" }).format(bytes);
}
