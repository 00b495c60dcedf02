import leven from "leven";

/** Up to three names that a misspelled one may stand for, the most likely first. */
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

/** The start of a name counts as nearly the whole name. */
function distance(given: string, name: string): number {
  return given.length >= 4 && name.startsWith(given) ? 1 : leven(given, name);
}
