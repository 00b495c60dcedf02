import type { ObjectEntry } from "../client/pages.ts";
import type { Matcher } from "./query.ts";

export interface FindProgress {
  /** Keys read so far. */
  read: number;
  matched: number;
  /** Matches since the last progress. After `maxFound` matches, the rest is only counted. */
  found: ObjectEntry[];
}

/** Yields once per page. Keeps nothing that it has read. */
export async function* findObjects(
  pages: AsyncIterable<ObjectEntry[]>,
  matches: Matcher,
  maxFound: number,
): AsyncGenerator<FindProgress> {
  let read = 0;
  let matched = 0;
  let shown = 0;
  for await (const page of pages) {
    const found: ObjectEntry[] = [];
    for (const object of page) {
      if (!matches(object)) continue;
      matched++;
      if (shown < maxFound) {
        found.push(object);
        shown++;
      }
    }
    read += page.length;
    yield { read, matched, found };
  }
}
