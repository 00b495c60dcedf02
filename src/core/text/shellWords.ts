/**
 * Splits a text into words as a POSIX shell does, with quotes and backslashes (like Python's `shlex.split`).
 * @returns undefined if a quote or a backslash at the end is left open
 */
export function shellWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let end = 0;
  const parts = /([ \t\r\n]+)|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^ \t\r\n'"\\]+)/gsy;
  for (const [part, space, single, double, escaped, plain] of text.matchAll(parts)) {
    end += part.length;
    if (space === undefined) {
      word = (word ?? "") + (single ?? double?.replace(/\\(["\\])/g, "$1") ?? escaped ?? plain ?? "");
    } else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (end < text.length) return undefined;
  return word === undefined ? words : [...words, word];
}
