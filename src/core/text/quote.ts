/** Characters that a reader does not see, or that a language takes for the end of a line. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, "0");

const escapedUnits = (text: string): string =>
  text
    .split("")
    .map((unit) => `\\u${hex(unit.charCodeAt(0), 4)}`)
    .join("");

/** One word of any POSIX shell: POSIX.1-2024, 2.2.2 "Single-Quotes". Cannot hold NUL, as no argument can. */
export function posixShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * A command of any POSIX shell that prints exactly the text, NUL included. Line ends and tabs become escapes, so that an
 * editor that changes line ends and a terminal that completes on a tab do no harm: POSIX.1-2024, printf, `%b`.
 */
export function posixPrintf(text: string): string {
  const control = /\p{Cc}/gu;
  if (!control.test(text)) return `printf %s ${posixShell(text)}`;
  const octal = (c: string) => [...Buffer.from(c)].map((byte) => `\\0${byte.toString(8).padStart(3, "0")}`).join("");
  const escaped = text.replaceAll("\\", "\\\\").replace(control, octal);
  return `printf %b ${posixShell(escaped)}`;
}

/** A file of the recipient as an argument: never an option, nor curl's `-` and `.`, which mean standard input. */
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

/** A string literal that may also stand in a `<script>`: no `</script>` and no `<!--` can arise. */
export function javascript(text: string): string {
  return JSON.stringify(text).replaceAll("<", "\\u003c").replace(UNSEEN, escapedUnits);
}

/**
 * An expression of PowerShell 5.1 and 7. In single quotes only a quote is special, but ‘ ’ ‚ ‛ are quotes too
 * (about_Quoting_Rules), and 5.1 reads a script without a byte order mark in the system's code page: so all that is not
 * printable ASCII becomes an escape that .NET's Regex.Unescape knows.
 */
export function powershell(text: string): string {
  const single = (inner: string) => `'${inner.replaceAll("'", "''")}'`;
  if (/^[\x20-\x7e]*$/.test(text)) return single(text);
  const escaped = text.replaceAll("\\", "\\\\").replace(/[^\x20-\x7e]/g, escapedUnits);
  return `[regex]::Unescape(${single(escaped)})`;
}

/**
 * The text of an element or of an attribute in quotes. HTML Standard, 13.2.3.5 "Preprocessing the input stream": line ends
 * would be changed, so they become references, as does what a reader does not see; but a reference to U+0080 to U+009F
 * means another character.
 */
export function html(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>"'`]|(?![\u0080-\u009f])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (c) => `&#${c.codePointAt(0)};`);
}
