/** A character in lower case, any character but a slash, or any number of them. */
type GlobPart = { char: string } | "?" | "*" | "**";

/**
 * Reads a pattern in which `?` and `*` match no slash, and `**` does. Ignores case. Matching takes a step for each
 * character and part of the pattern, so no key can make it slow.
 * @returns whether a whole text matches
 */
export function readGlob(glob: string): (text: string) => boolean {
  const read = glob.match(/\*\*|[\s\S]/gu) ?? [];
  const parts = read.map((part): GlobPart => (isWildcard(part) ? part : { char: part.toLowerCase() }));
  const shortest = parts.filter((part) => part !== "*" && part !== "**").length;
  return (text) => text.length >= shortest && matches(parts, text);
}

function isWildcard(part: string): part is "?" | "*" | "**" {
  return part === "?" || part === "*" || part === "**";
}

/** Keeps, for each number of parts, whether the characters so far can match that many of them. */
function matches(parts: GlobPart[], text: string): boolean {
  const reached = new Uint8Array(parts.length + 1);
  reached[0] = 1;
  skipStars(parts, reached);
  for (const char of text) {
    if (!advance(parts, reached, char.toLowerCase())) return false;
    skipStars(parts, reached);
  }
  return reached[parts.length] === 1;
}

/** @returns whether any part is reached */
function advance(parts: GlobPart[], reached: Uint8Array, char: string): boolean {
  reached[parts.length] = 0;
  let isAny = false;
  for (let index = parts.length - 1; index >= 0; index--) {
    if (!reached[index]) continue;
    const part = parts[index] as GlobPart;
    isAny ||= accepts(part, char);
    if (part === "*" || part === "**") reached[index] = accepts(part, char) ? 1 : 0;
    else {
      reached[index + 1] = accepts(part, char) ? 1 : (reached[index + 1] as number);
      reached[index] = 0;
    }
  }
  return isAny;
}

function accepts(part: GlobPart, char: string): boolean {
  if (typeof part === "object") return part.char === char;
  return part === "**" || char !== "/";
}

/** A star can also match nothing. */
function skipStars(parts: GlobPart[], reached: Uint8Array): void {
  for (const [index, part] of parts.entries())
    if (reached[index] && (part === "*" || part === "**")) reached[index + 1] = 1;
}
