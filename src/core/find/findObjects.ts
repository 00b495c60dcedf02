import { setImmediate as letOthersRun } from "node:timers/promises";
import type { ObjectEntry } from "../client/pages.ts";
import { PatternMatcher } from "./patterns.ts";
import type { Query } from "./query.ts";

export interface FindProgress {
  /** Keys read so far. */
  read: number;
  matched: number;
  /** Matches since the last progress. After `maxFound` matches, the rest is only counted. */
  found: ObjectEntry[];
}

/** Milliseconds of matching after which other work of this thread runs. */
const TIME_SLICE = 10;

/**
 * Yields once per page. Keeps nothing that it has read.
 * @throws S3Error invalidSearch, cancelled, …
 */
export async function* findObjects(
  pages: AsyncIterable<ObjectEntry[]>,
  { matches, patterns }: Query,
  maxFound: number,
  signal?: AbortSignal,
): AsyncGenerator<FindProgress> {
  using matcher = new PatternMatcher(patterns);
  const inSlices = slicer(matches);
  let read = 0;
  let matched = 0;
  for await (const page of pages) {
    const candidates = await inSlices(page);
    const isMatch =
      patterns.length > 0 && candidates.length > 0
        ? await matcher.test(
            candidates.map(({ key }) => key),
            signal,
          )
        : undefined;
    const all = isMatch ? candidates.filter((_, index) => isMatch[index]) : candidates;
    const found = all.slice(0, Math.max(0, maxFound - matched));
    matched += all.length;
    read += page.length;
    yield { read, matched, found };
  }
}

/** The time counts from page to page, since pages can arrive without other work between them. */
function slicer(matches: Query["matches"]): (page: ObjectEntry[]) => Promise<ObjectEntry[]> {
  let start = performance.now();
  return async (page) => {
    const matching: ObjectEntry[] = [];
    for (const object of page) {
      if (matches(object)) matching.push(object);
      if (performance.now() - start < TIME_SLICE) continue;
      await letOthersRun();
      start = performance.now();
    }
    return matching;
  };
}
