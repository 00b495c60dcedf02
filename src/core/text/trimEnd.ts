/**
 * Removes these characters from the end. A pattern such as `/\/+$/` would take quadratic time on a text with long runs
 * of them.
 */
export function trimEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1] as string)) end--;
  return text.slice(0, end);
}
