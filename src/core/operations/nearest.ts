import leven from "leven";

/** Names that a misspelt one may have meant, the likeliest first; three at most. */
export function nearest(given: string, names: readonly string[]): string[] {
  const wanted = given.toLowerCase();
  const most = Math.max(2, Math.floor(wanted.length / 4));
  return names
    .map((name) => ({ name, distance: distance(wanted, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** The beginning of a name counts as almost the name. */
function distance(given: string, name: string): number {
  return given.length >= 4 && name.startsWith(given) ? 1 : leven(given, name);
}
