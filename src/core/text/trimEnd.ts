/** Without the characters at its end that are among these; a pattern such as `/\/+$/` would try each run of them from every side. */
export function trimEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1] as string)) end--;
  return text.slice(0, end);
}
