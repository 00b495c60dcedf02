/**
 * On one line and in the order in which it stands: control characters, legal in a key, become their Unicode pictures, and
 * what would turn or break the line, or is half a character, becomes U+FFFD.
 */
export function visibleText(text: string): string {
  return text
    .replace(/\p{Cc}/gu, (c) =>
      c < " " ? String.fromCodePoint(0x2400 + c.charCodeAt(0)) : c === "\x7f" ? "␡" : "\ufffd",
    )
    .replace(/[\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/gu, "\ufffd");
}
