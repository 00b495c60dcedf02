import type { ObjectEntry } from "../client/pages.ts";
import { S3Error } from "../errors/errors.ts";
import { readGlob } from "./glob.ts";
import type { Pattern } from "./patterns.ts";

type Matcher = (object: ObjectEntry) => boolean;

export interface Query {
  /** Whether an object meets all conditions but the regular expressions. */
  matches: Matcher;
  patterns: Pattern[];
}

/** As writeSize shows them: units of 1024 bytes. */
const UNITS: Record<string, number> = { "": 1, b: 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30, tb: 2 ** 40 };

/** A regular expression, quoted text, a size, a date, or any other word. */
const TERM = /(\/(?:[^/\\]|\\.)+\/i?)(?=\s|$)|"([^"]*)"|([<>]=?)\s*(\S*)|\b(after|before)\s+(\S+)|(\S+)/giy;

/**
 * Reads a search query. An object must match every term: `word` is part of the key; `*.csv` is the whole name, or the
 * whole key if it contains a slash; `/…/` is a regular expression for the key; `> 10MB` is the size; `after 2026-01-01`
 * is the local date. Only regular expressions are case-sensitive.
 * @throws S3Error invalidSearch
 */
export function parseQuery(query: string): Query {
  const matchers: Matcher[] = [];
  const patterns: Pattern[] = [];
  let at = 0;
  for (;;) {
    at += /^\s*/.exec(query.slice(at))?.[0].length ?? 0;
    if (at === query.length) break;
    TERM.lastIndex = at;
    const match = TERM.exec(query) as RegExpExecArray;
    if (match[1]) patterns.push(readPattern(match[1]));
    else matchers.push(readTerm(match));
    at = TERM.lastIndex;
  }
  if (matchers.length + patterns.length === 0) throw new S3Error("invalidSearch", { term: query, reason: "empty" });
  return { matches: (object) => matchers.every((matches) => matches(object)), patterns };
}

function readTerm([term, , quoted, operator, size, side, date, word]: RegExpExecArray): Matcher {
  if (operator) return readSize(term, operator, size ?? "");
  if (side && date) return readDate(term, side, date);
  if (quoted !== undefined) return contains(quoted);
  return /[*?]/.test(word ?? "") ? matchesGlob(word as string) : contains(word ?? "");
}

function contains(text: string): Matcher {
  const wanted = text.toLowerCase();
  return ({ key }) => key.toLowerCase().includes(wanted);
}

function readPattern(term: string): Pattern {
  const end = term.lastIndexOf("/");
  const [source, flags] = [term.slice(1, end), `u${term.slice(end + 1)}`];
  try {
    new RegExp(source, flags);
  } catch {
    throw new S3Error("invalidSearch", { term, reason: "pattern" });
  }
  return { term, source, flags };
}

function matchesGlob(glob: string): Matcher {
  const matches = readGlob(glob);
  if (glob.includes("/")) return ({ key }) => matches(key);
  return ({ key }) => matches(key.slice(key.lastIndexOf("/") + 1));
}

function readSize(term: string, operator: string, text: string): Matcher {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)([a-z]*)$/i.exec(text) ?? [];
  const factor = UNITS[unit.toLowerCase().replace("ib", "b")];
  if (number === "" || factor === undefined) throw new S3Error("invalidSearch", { term, reason: "size" });
  const bytes = Number(number) * factor;
  if (operator === ">") return ({ size }) => size > bytes;
  if (operator === ">=") return ({ size }) => size >= bytes;
  return operator === "<" ? ({ size }) => size < bytes : ({ size }) => size <= bytes;
}

/** From the start of that day, or before it. */
function readDate(term: string, side: string, text: string): Matcher {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  const date = new Date(Number(year), Number(month) - 1, Number(day));
  // A day past the end of the month would become a day of the next month.
  if (date.getDate() !== Number(day)) throw new S3Error("invalidSearch", { term, reason: "date" });
  const isAfter = side.toLowerCase() === "after";
  return ({ modified }) => modified !== undefined && (isAfter ? modified >= date : modified < date);
}
