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
