import { checkKey } from "../address/location.ts";
import { S3Error } from "../errors/errors.ts";
import { markedFileName } from "../text/fileName.ts";
import { splitName } from "./names.ts";

/** What to do with all but the first of several sources that would get the same target. */
export type CollisionChoice = "skip" | "rename";

export interface Plan<Source> {
  planned: { source: Source; target: string }[];
  skipped: Source[];
}

/**
 * Gives each source of a copy, move or upload a target of its own: a key, or the prefix of a folder.
 * @param nameOf names a source in the error
 * @throws S3Error sourcesCollide if two sources have the same target and there is no choice; keyTooLong
 */
export function planTargets<Source>(
  sources: readonly Source[],
  targetOf: (source: Source) => string,
  choice?: CollisionChoice,
  nameOf: (source: Source) => string = String,
): Plan<Source> {
  const wanted = [...Map.groupBy(sources, targetOf)];
  const colliding = wanted.filter(([, { length }]) => length > 1);
  if (colliding.length > 0 && !choice) {
    const names = colliding.flatMap(([, group]) => group.map(nameOf));
    throw new S3Error("sourcesCollide", { targets: colliding.map(([target]) => target), sources: names });
  }
  const plan: Plan<Source> = { planned: [], skipped: [] };
  const taken = new Set(wanted.map(([target]) => target));
  for (const [target, [first, ...others]] of wanted as [string, [Source, ...Source[]]][]) {
    plan.planned.push({ source: first, target });
    if (choice === "skip") plan.skipped.push(...others);
    else for (const source of others) plan.planned.push({ source, target: freeName(target, taken) });
  }
  return plan;
}

/** Adds a number to the name before its extension, or for a folder at the end of its name. */
function freeName(target: string, taken: Set<string>): string {
  const { parent, name } = splitName(target);
  const [slash] = /\/$/.exec(name) ?? [""];
  const plain = name.slice(0, name.length - slash.length);
  for (let count = 2; ; count++) {
    const mark = ` (${count})`;
    const marked = slash ? plain + mark : markedFileName(plain, mark, Number.POSITIVE_INFINITY);
    const free = checkKey(parent + marked + slash);
    if (taken.has(free)) continue;
    taken.add(free);
    return free;
  }
}
