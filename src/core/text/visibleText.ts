/**
 * Text on one line, in its written order. Control characters, which are legal in a key, become their Unicode pictures.
 * Characters that change the reading direction or break the line, and unpaired surrogates, become U+FFFD.
 */
export function visibleText(text: string): string {
  return text
    .replace(/\p{Cc}/gu, (c) =>
      c < " " ? String.fromCodePoint(0x2400 + c.charCodeAt(0)) : c === "\x7f" ? "␡" : "\ufffd",
    )
    .replace(/[\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/gu, "\ufffd");
}
