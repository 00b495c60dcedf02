import assert from "node:assert/strict";
import { test } from "node:test";
import { cancellation } from "../../src/core/errors/errors.ts";
import { Listings, type Page } from "../../src/explorer/listings.ts";

/** A listing of one container; the test decides when each request completes. */
function setup() {
  const listings = new Listings<string>();
  const requests: {
    token: string | undefined;
    end(...page: Parameters<typeof pageOf>): void;
    fail(error?: Error): void;
  }[] = [];
  const load = (token?: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<Page<string>>();
    requests.push({
      token,
      end: (...page) => resolve(pageOf(...page)),
      fail: (error = new Error("no network")) => reject(error),
    });
    return promise;
  };
  let renewed = 0;
  return {
    listings,
    requests,
    get: () => listings.get("id", load),
    more: () => listings.more("id", load),
    refresh: () => {
      listings.expire("id");
      void listings.renew("id", load, () => renewed++);
    },
    renewed: () => renewed,
    request: (index: number) => requests[index] ?? assert.fail(`request ${index} was not sent`),
    /** With a page already loaded. */
    async loaded(...page: Parameters<typeof pageOf>) {
      const listing = this.get();
      this.request(0).end(...page);
      await listing;
      return this;
    },
  };
}

const pageOf = (entries: string[], next?: string): Page<string> => ({
  entries,
  ...(next && { next }),
  operation: "ListObjectsV2",
});
const turn = () => new Promise(setImmediate);

test("a refreshed listing remains until its first page has arrived", async () => {
  const { get, refresh, renewed, request, requests } = await setup().loaded(["old"]);
  refresh();
  await turn();
  assert.deepEqual([await get(), requests.length, renewed()], [{ entries: ["old"] }, 2, 0]);
  request(1).end(["new"]);
  await turn();
  assert.deepEqual([await get(), requests.length, renewed()], [{ entries: ["new"] }, 2, 1]);
});

test("one request runs and one waits, although a listing is refreshed many times", async () => {
  const { get, refresh, renewed, request, requests } = await setup().loaded(["old"]);
  for (let count = 0; count < 50; count++) {
    refresh();
    if (count % 10 === 0) await turn();
  }
  assert.equal(requests.length, 2);
  request(1).end(["older than the last change"]);
  await turn();
  assert.deepEqual([requests.length, renewed()], [3, 1], "the running request may have been older than a change");
  request(2).end(["new"]);
  await turn();
  assert.deepEqual([await get(), requests.length, renewed()], [{ entries: ["new"] }, 3, 2]);
});

test("a change while the first page is loading leads to one more request", async () => {
  const { get, refresh, renewed, request, requests } = setup();
  const first = get();
  refresh();
  await turn();
  assert.equal(requests.length, 1);
  request(0).end(["old"]);
  assert.deepEqual(await first, { entries: ["old"] });
  await turn();
  request(1).end(["new"]);
  await turn();
  assert.deepEqual([await get(), renewed()], [{ entries: ["new"] }, 1]);
});

test("a listing that is only marked as outdated is requested again when it is renewed", async () => {
  const { listings, get, refresh, requests, request } = await setup().loaded(["old"]);
  const load = () => assert.fail("nothing is outdated");
  await listings.renew("id", load, load);
  listings.expire("id");
  await turn();
  assert.deepEqual([await get(), requests.length], [{ entries: ["old"] }, 1]);
  refresh();
  await turn();
  request(1).end(["new"]);
  await turn();
  assert.deepEqual(await get(), { entries: ["new"] });
});

test("a failed refresh is reported once, and the listing is then requested again", async () => {
  const { listings, get, refresh, renewed, request, requests } = await setup().loaded(["old"]);
  refresh();
  await turn();
  request(1).fail();
  await turn();
  assert.equal(renewed(), 1);
  assert.match(String(listings.takeFailure("id")), /no network/);
  assert.equal(listings.takeFailure("id"), undefined);
  const again = get();
  assert.equal(requests.length, 3);
  request(2).end(["new"]);
  assert.deepEqual(await again, { entries: ["new"] });
});

test("a failure is not reported after a later page has been loaded", async () => {
  const { listings, get, refresh, request } = await setup().loaded(["old"]);
  refresh();
  await turn();
  request(1).fail();
  await turn();
  const again = get();
  request(2).end(["new"]);
  await again;
  assert.equal(listings.takeFailure("id"), undefined);
});

test("pages are appended one at a time, and a refresh loads as many again", async () => {
  const { get, more, refresh, request, requests } = await setup().loaded(["a"], "token a");
  const [once, twice] = [more(), more()];
  assert.deepEqual([requests.length, request(1).token], [2, "token a"]);
  refresh();
  request(1).end(["b"], "token b");
  assert.deepEqual(await once, { entries: ["a", "b"], next: "token b" });
  assert.equal(await twice, await once);
  await turn();
  assert.deepEqual([requests.length, request(2).token], [3, undefined]);
  // The row that loads more is still there.
  const next = more();
  request(2).end(["new"], "token new");
  await turn();
  assert.deepEqual([requests.length, request(3).token], [4, "token new"]);
  assert.deepEqual(await get(), { entries: ["a", "b"], next: "token b" }, "until all of them have arrived");
  request(3).end(["newer"], "token newer");
  await turn();
  assert.deepEqual(await get(), { entries: ["new", "newer"], next: "token newer" });
  assert.deepEqual([requests.length, request(4).token], [5, "token newer"]);
  request(4).end(["last"]);
  assert.deepEqual(await next, { entries: ["new", "newer", "last"] });
});

test("a refresh loads at most 10 pages, and ends at the last one or at one that fails", async () => {
  const { get, more, refresh, request, requests } = await setup().loaded(["0"], "0");
  for (let page = 1; page < 12; page++) {
    const longer = more();
    request(page).end([String(page)], String(page));
    await longer;
  }
  const answer = async (count: number, end: (index: number) => void) => {
    refresh();
    await turn();
    for (let sent = 0; sent < count; sent++) {
      end(sent);
      await turn();
    }
    return get();
  };
  const names = (count: number) => Array.from({ length: count }, (_, index) => `new ${index}`);
  const page = (index: number, next?: string) => request(requests.length - 1).end([`new ${index}`], next);
  assert.deepEqual(await answer(10, (index) => page(index, `n${index}`)), { entries: names(10), next: "n9" });
  assert.deepEqual(await answer(3, (index) => page(index, index < 2 ? `m${index}` : undefined)), { entries: names(3) });
  const failing = (index: number) => (index < 2 ? page(index, `f${index}`) : request(requests.length - 1).fail());
  assert.deepEqual(await answer(3, failing), { entries: names(2), next: "f1" });
});

for (const forget of ["forget", "clear"] as const) {
  test(`${forget}: the result of a pending request is ignored`, async () => {
    const { listings, get, refresh, renewed, request, requests } = await setup().loaded(["old"]);
    refresh();
    await turn();
    listings[forget]("id");
    const next = get();
    request(1).end(["ignored"]);
    await turn();
    request(2).end(["new"]);
    assert.deepEqual(await next, { entries: ["new"] });
    assert.deepEqual([renewed(), requests.length], [0, 3]);
  });
}

test("Load More loads nothing if the refreshed listing has only one page", async () => {
  const { get, more, refresh, request, requests } = await setup().loaded(["a"], "next");
  refresh();
  await turn();
  const extended = more();
  request(1).end(["a"]);
  assert.deepEqual([await extended, await get(), requests.length], [{ entries: ["a"] }, { entries: ["a"] }, 2]);
});

test("what the user has canceled is not requested again when it is drawn, only after that is forgotten", async () => {
  const { listings, get, request, requests } = setup();
  const canceled = get();
  request(0).fail(cancellation());
  await assert.rejects(canceled, { code: "cancelled" });
  for (let drawn = 0; drawn < 3; drawn++) assert.deepEqual(listings.takeFailure("id"), cancellation());
  listings.forgetCancellation("id");
  assert.equal(listings.takeFailure("id"), undefined);
  const again = get();
  request(1).end(["a"]);
  assert.deepEqual([await again, requests.length], [{ entries: ["a"] }, 2]);
});

test("if the user cancels a question, a change made during that question leads to no other question", async () => {
  const { listings, get, refresh, renewed, request, requests } = setup();
  const canceled = get();
  refresh();
  await turn();
  request(0).fail(cancellation());
  await assert.rejects(canceled, { code: "cancelled" });
  await turn();
  assert.deepEqual([requests.length, renewed()], [1, 0]);
  refresh();
  await turn();
  request(1).end(["a"]);
  await turn();
  assert.deepEqual([listings.takeFailure("id"), await get(), renewed()], [undefined, { entries: ["a"] }, 1]);
});

test("tokens that come back, also in turn with others, end the listing", async () => {
  const { get, more, refresh, request, requests } = await setup().loaded(["a"], "A");
  const next = async (token: string) => {
    const extended = more();
    request(requests.length - 1).end([token], token);
    return extended;
  };
  assert.equal((await next("B")).next, "B");
  const stuck = { code: "listingStuck", details: { operation: "ListObjectsV2" } };
  await assert.rejects(next("A"), stuck);
  await assert.rejects(next("A"), stuck, "again");
  assert.deepEqual(await get(), { entries: ["a", "B"], next: "B" });
  refresh();
  await turn();
  for (const token of ["A", "B"]) {
    request(requests.length - 1).end([token], token);
    await turn();
  }
  assert.deepEqual(await get(), { entries: ["A", "B"], next: "B" }, "a refreshed listing has the same tokens");
});
