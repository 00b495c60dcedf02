/**
 * Whether a pattern of IAM or CloudFront matches: `*` is any text, and `?` is one character. Goes back to the last `*`
 * only, which is enough and bounds the time.
 */
export function matchesWildcards(pattern: string, text: string): boolean {
  let [at, from, star, mark] = [0, 0, -1, 0];
  while (from < text.length) {
    if (pattern[at] === "*") {
      [star, mark] = [at++, from];
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === text[from])) {
      at++;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      from = ++mark;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
