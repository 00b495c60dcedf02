import { createReadStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Pages kept in a temporary file, so that memory does not grow with their number. Only the user can read the file. */
export interface Spool<T> {
  add(page: T[]): Promise<void>;
  /** The pages in the order in which they were added. */
  pages(): AsyncGenerator<T[]>;
}

/** @returns what `run` returns; the file is removed in any case */
export async function withSpool<T, Result>(run: (spool: Spool<T>) => Promise<Result>): Promise<Result> {
  const { remove, ...spool } = await openSpool<T>();
  try {
    return await run(spool);
  } finally {
    await remove();
  }
}

/** Reads all pages before the first one is used, so that what is done with it cannot change the others. */
export async function* readAhead<T>(pages: AsyncIterable<T[]>): AsyncGenerator<T[]> {
  const spool = await openSpool<T>();
  try {
    for await (const page of pages) await spool.add(page);
    yield* spool.pages();
  } finally {
    await spool.remove();
  }
}

async function openSpool<T>(): Promise<Spool<T> & { remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "s3-presign-"));
  const file = join(folder, "pages.jsonl");
  const handle = await open(file, "wx", 0o600);
  return {
    async add(page) {
      if (page.length > 0) await handle.appendFile(`${oneLine(page)}\n`);
    },
    async *pages() {
      for await (const line of createInterface({
        input: createReadStream(file),
        crlfDelay: Number.POSITIVE_INFINITY,
      }))
        yield JSON.parse(line) as T[];
    },
    async remove() {
      await handle.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** readline also breaks lines at U+2028 and U+2029, which JSON leaves as they are. */
function oneLine(page: unknown): string {
  return JSON.stringify(page).replace(/[\u2028\u2029]/g, (separator) => `\\u${separator.charCodeAt(0).toString(16)}`);
}
