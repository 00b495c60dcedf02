import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { withSpool } from "../../src/core/disk/spool.ts";
import { HOSTILE_TEXTS } from "../support/cases/hostileTexts.ts";
import { scratchFolder } from "../support/run/scratchFolder.ts";

const temporary = scratchFolder("spool").path;
process.env.TMPDIR = temporary;

test("pages come back as they were added, more than once", async () => {
  const pages = [HOSTILE_TEXTS, ["a\u2028b", "line\nbreak\r\n"], []].map((keys) => keys.map((key) => ({ key })));
  await withSpool<{ key: string }, void>(async (spool) => {
    for (const page of pages) await spool.add(page);
    for (let run = 0; run < 2; run++) {
      const read: unknown[] = [];
      for await (const page of spool.pages()) read.push(page);
      assert.deepEqual(read, pages.slice(0, 2));
    }
  });
});

test("only the user can read the file, and it is removed even after an error", async () => {
  const failed = withSpool<string, void>(async (spool) => {
    await spool.add(["x"]);
    const file = join(temporary, readdirSync(temporary)[0] as string, "pages.jsonl");
    assert.equal(statSync(file).mode & 0o077, 0);
    throw new Error("no more");
  });
  await assert.rejects(failed, { message: "no more" });
  assert.deepEqual(readdirSync(temporary), []);
});
