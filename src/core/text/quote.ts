/** Characters that are invisible, or that a language treats as the end of a line. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, "0");

const escapedUnits = (text: string): string =>
  text
    .split("")
    .map((unit) => `\\u${hex(unit.charCodeAt(0), 4)}`)
    .join("");

/** One word in any POSIX shell: POSIX.1-2024, 2.2.2 "Single-Quotes". It cannot contain NUL, and no argument can. */
export function posixShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * A command for any POSIX shell that prints exactly the text, including NUL. Line ends and tabs become escapes, because
 * some editors change line ends and terminals complete on a tab. Source: POSIX.1-2024, printf, `%b`.
 */
export function posixPrintf(text: string): string {
  const control = /\p{Cc}/gu;
  if (!control.test(text)) return `printf %s ${posixShell(text)}`;
  const octal = (c: string) => [...Buffer.from(c)].map((byte) => `\\0${byte.toString(8).padStart(3, "0")}`).join("");
  const escaped = text.replaceAll("\\", "\\\\").replace(control, octal);
  return `printf %b ${posixShell(escaped)}`;
}

/**
 * A path on the recipient's computer as an argument: never an option, nor curl's `-` and `.`, which mean standard
 * input.
 */
export function posixFile(file: string): string {
  return posixShell(/^\.{0,2}\//.test(file) ? file : `./${file}`);
}

/** Python Language Reference, 2.5 "Literals": `\xhh`, `\uxxxx`, `\Uxxxxxxxx`. */
export function python(text: string): string {
  const escaped = (c: string) => {
    const code = c.codePointAt(0) as number;
    if (code <= 0xff) return `\\x${hex(code, 2)}`;
    return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
  };
  return `"${text.replace(/["\\]/g, "\\$&").replace(UNSEEN, escaped)}"`;
}

/** A string literal that is safe within a `<script>`: it cannot contain `</script>` or `<!--`. */
export function javascript(text: string): string {
  return JSON.stringify(text).replaceAll("<", "\\u003c").replace(UNSEEN, escapedUnits);
}

/**
 * An expression for PowerShell 5.1 and 7. In single quotes only a quote is special, but ‘ ’ ‚ ‛ are quotes too
 * (about_Quoting_Rules). PowerShell 5.1 reads a script without a byte order mark in the system's code page. All but
 * printable ASCII therefore becomes an escape that .NET's Regex.Unescape understands.
 */
export function powershell(text: string): string {
  const single = (inner: string) => `'${inner.replaceAll("'", "''")}'`;
  if (/^[\x20-\x7e]*$/.test(text)) return single(text);
  const escaped = text.replaceAll("\\", "\\\\").replace(/[^\x20-\x7e]/g, escapedUnits);
  return `[regex]::Unescape(${single(escaped)})`;
}

/**
 * Text for an element or for a quoted attribute. Line ends become references because a parser normalizes them (HTML
 * Standard, 13.2.3.5 "Preprocessing the input stream"), and so do invisible characters. U+0080 to U+009F are kept,
 * because a reference to one of them means another character.
 */
export function html(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>"'`]|(?![\u0080-\u009f])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (c) => `&#${c.codePointAt(0)};`);
}

/** CommonMark 0.31: a backslash before any ASCII punctuation makes it literal. Line ends stay. */
export function markdown(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, "\\$&");
}
