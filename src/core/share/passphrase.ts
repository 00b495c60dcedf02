import { randomInt } from "node:crypto";
import { WORDS } from "./words.ts";

const WORD_COUNT = 5;

/** Five random words: 55 bits. Easy to read out over the phone. */
export function newPassphrase(): string {
  return Array.from({ length: WORD_COUNT }, () => WORDS[randomInt(WORDS.length)]).join("-");
}

export type PassphraseStrength = "weak" | "fair" | "strong";

/**
 * A computer with several graphics cards tries about 100,000 passphrases per second against the rounds of sealPage, or
 * 2^41 in a year. At 2^55, that takes more than ten thousand years.
 */
const FAIR_BITS = 41;
const STRONG_BITS = 55;

export function passphraseStrength(passphrase: string): PassphraseStrength {
  const bits = passphraseBits(passphrase);
  if (bits >= STRONG_BITS) return "strong";
  return bits >= FAIR_BITS ? "fair" : "weak";
}

/**
 * An estimate from the passphrase alone: letters in a row count as a common word, so random letters are worth more.
 * Whether a passphrase is a quotation, or used elsewhere, cannot be computed.
 */
export function passphraseBits(passphrase: string): number {
  const parts = passphrase.normalize("NFC").trim().match(PART) ?? [];
  const known = new Set<string>();
  let bits = 0;
  for (const [index, part] of parts.entries()) {
    const name = part.toLowerCase();
    // A part that repeats, or continues a sequence such as 123, is one of few guesses.
    bits += known.has(name) || isNext(parts[index - 1] ?? "", part) ? 1 : bitsOf(part);
    known.add(name);
  }
  return bits;
}

/** A word, also in camelCase, or a single character. */
const PART = /\p{L}?[\p{Ll}\p{Lo}]{2,}|\p{Lu}{3,}|[\s\S]/gu;

function bitsOf(part: string): number {
  const bits = [...part].reduce((sum, character) => sum + Math.log2(poolOf(character)), 0);
  return part.length < 3 ? bits : Math.min(bits, Math.log2(WORDS.length));
}

/** How many characters of the same kind people choose from. */
function poolOf(character: string): number {
  if (/\d/.test(character)) return 10;
  if (/\p{L}/u.test(character)) return 52;
  return /[\s\-_.,]/.test(character) ? 4 : 32;
}

function isNext(before: string, part: string): boolean {
  const [one = 0, other = 0] = [before.codePointAt(0), part.codePointAt(0)];
  return before.length === 1 && part.length === 1 && Math.abs(one - other) <= 1;
}
