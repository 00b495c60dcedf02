import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SECRET_NAME } from "../../../src/core/text/secretNames.ts";

/** Secrets that must not be found, by the names used in reports. */
export type Secrets = Record<string, string>;

/**
 * A presigned signature, session token or key in a link, its escapes, a header or JSON, which no list of secrets needs
 * to include.
 */
const SIGNATURE = new RegExp(
  `(?:${SECRET_NAME})(?:=|%3d|%253d|: |\\\\*"\\s*:\\s*\\\\*")(?:[0-9a-f]{64}|[\\w+/%-]{40,}=*)`,
  "i",
);

/**
 * Finds secrets in a text, in any encoding in which they may be written: plain, percent-encoded once or twice, in JSON,
 * in JSON within JSON, in HTML, in Base64 at each of its three alignments, in hexadecimal.
 * @returns the names of the secrets found; `signature` means any presigned one
 */
export function leaksIn(text: string, secrets: Secrets): string[] {
  const found = Object.entries(secrets).filter(([, value]) => formsOf(value).some((form) => text.includes(form)));
  return [...found.map(([name]) => name), ...(SIGNATURE.test(text) ? ["signature"] : [])];
}

/** The same for all files in a folder; each leak with its file. */
export function leaksBelow(folder: string, secrets: Secrets, isLookedAt = (_file: string) => true): string[] {
  return filesBelow(folder)
    .filter(isLookedAt)
    .flatMap((file) => {
      const bytes = readFileSync(file);
      // Browsers and SQLite store some texts as UTF-16.
      const texts = [bytes.toString("latin1"), bytes.toString("utf8"), bytes.toString("utf16le")];
      return [...new Set(texts.flatMap((text) => leaksIn(text, secrets)))].map((name) => `${name} in ${file}`);
    });
}

export function filesBelow(folder: string): string[] {
  const entries: Dirent[] = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const known = new Map<string, string[]>();

function formsOf(value: string): string[] {
  const forms = known.get(value) ?? [...new Set(encoded(value))];
  known.set(value, forms);
  return forms;
}

function encoded(value: string): string[] {
  // A numeric code alone would be found in any list of numbers.
  if (/^\d{6}$/.test(value)) return [`"${value}"`, ` ${value} `, `=${value}`, `“${value}”`, `${value}\n`];
  const inner = (text: string) => JSON.stringify(text).slice(1, -1);
  const bytes = Buffer.from(value);
  // The characters that depend only on the secret's own bytes.
  const base64 = [0, 1, 2].flatMap((lead) => {
    const text = Buffer.concat([Buffer.alloc(lead), bytes]).toString("base64");
    const own = text.slice(Math.ceil((lead * 8) / 6), Math.floor(((lead + bytes.length) * 8) / 6));
    return [own, own.replaceAll("+", "-").replaceAll("/", "_"), encodeURIComponent(own)];
  });
  const url = encodeURIComponent(value);
  return [
    value,
    url,
    url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    encodeURIComponent(url),
    inner(value),
    inner(inner(value)),
    value.replaceAll("/", "\\/"),
    value.replaceAll("&", "&amp;").replaceAll('"', "&quot;"),
    ...base64,
    bytes.toString("hex"),
  ];
}
