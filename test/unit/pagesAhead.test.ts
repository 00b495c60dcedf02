import assert from "node:assert/strict";
import { test } from "node:test";
import { type ObjectPage, pagesAhead } from "../../src/core/client/pages.ts";

/** Pages of one key each; the test decides when each request completes. */
function setup() {
  const asked: (string | undefined)[] = [];
  const pages: { report(token: string): void; end(page: Partial<ObjectPage>): void; fail(error: Error): void }[] = [];
  const listing = pagesAhead((token, onNext) => {
    asked.push(token);
    const { promise, resolve, reject } = Promise.withResolvers<ObjectPage>();
    const end = (page: Partial<ObjectPage>) =>
      resolve({ folders: [], objects: [{ key: `${token}`, size: 0 }], ...page });
    pages.push({ report: onNext, end, fail: reject });
    return promise;
  });
  const at = (index: number) => pages[index] ?? assert.fail(`page ${index} has not been requested`);
  return { asked, at, listing };
}

const turn = () => new Promise(setImmediate);

test("the next page is requested as soon as its token is known, but at most one page ahead of the reader", async () => {
  const { asked, at, listing } = setup();
  const first = listing.next();
  assert.deepEqual(asked, [undefined]);
  at(0).report("b");
  await turn();
  assert.deepEqual(asked, [undefined, "b"], "while the first is still being read");
  at(1).report("c");
  at(1).end({ next: "c" });
  at(0).end({ next: "b" });
  assert.equal((await first).value?.[0]?.key, "undefined");
  await turn();
  assert.deepEqual(asked, [undefined, "b"], "while the caller is busy with the first");
  assert.equal((await listing.next()).value?.[0]?.key, "b");
  assert.deepEqual(asked, [undefined, "b", "c"]);
  at(2).end({});
  assert.equal((await listing.next()).value?.[0]?.key, "c");
  assert.equal((await listing.next()).done, true);
  assert.deepEqual(asked, [undefined, "b", "c"]);
});

test("a page that fails ends the listing, and the request made ahead causes no unhandled rejection", async () => {
  const { at, listing } = setup();
  const first = listing.next();
  at(0).report("b");
  await turn();
  at(1).fail(new Error("the second"));
  at(0).fail(new Error("the first"));
  await assert.rejects(first, { message: "the first" });
  assert.equal((await listing.next()).done, true);
});
