import assert from "node:assert/strict";
import { test } from "node:test";
import { findObjects } from "../../src/core/find/findObjects.ts";
import { PatternMatcher } from "../../src/core/find/patterns.ts";
import { parseQuery } from "../../src/core/find/query.ts";
import { longestBlock } from "../support/checks/longestBlock.ts";

const object = (key: string, size = 1, modified = new Date(2026, 2, 5, 12)) => ({ key, size, modified });
const MB = 2 ** 20;

async function find(query: string, keys: string[], signal?: AbortSignal): Promise<string[]> {
  const found: string[] = [];
  const pages = (async function* () {
    // Each on a page of its own.
    for (const key of keys) yield [object(key)];
  })();
  for await (const progress of findObjects(pages, parseQuery(query), 1000, signal))
    found.push(...progress.found.map(({ key }) => key));
  return found;
}

for (const [query, yes, no] of [
  ["report", ["a/Report.csv", "reports/x"], ["repor"]],
  ['"a b"', ["x/A B.txt"], ["ab"]],
  ["*.csv", ["a/b/x.csv", "X.CSV"], ["x.csv/y", "x.csv2"]],
  ["q?.csv", ["a/q1.csv"], ["q12.csv", "q.csv"]],
  ["2026/*.csv", ["2026/a.csv"], ["2026/q1/a.csv", "x/2026/a.csv"]],
  ["2026/**.csv", ["2026/a.csv", "2026/q1/a.csv"], ["2025/a.csv"]],
  ["/^2026.*q[12]/", ["2026/q1"], ["2026/Q1", "x2026/q1"]],
  ["/Q1/i", ["q1"], ["q2"]],
  ["/a\\/b c/", ["xa/b c"], ["a/b"]],
  ["a /b/", ["a/b", "ab"], ["a", "b"]],
  ["[x] (y)", ["(y)[x]"], ["x y"]],
  ["a+b.*", ["a+b.txt"], ["aab.txt"]],
  ["한국 *.txt", ["한국.txt"], ["한국.csv"]],
  ["?.txt", ["😀.txt"], ["ab.txt"]],
  ["*a*a*.csv", ["banana.csv", "aa.csv"], ["ba.csv", "aa.csvx"]],
  ["a/**/*b?", ["a/x/y/bc", "a//b1"], ["a/b1", "a/x/b/1"]],
  ["**b/*c", ["a/b/c", "b/b/xc"], ["b/c/d", "b/x/c"]],
  ["/^(?!.*tmp)/", ["a"], ["a/tmp"]],
] as const) {
  test(`${query} finds the expected keys`, async () => {
    assert.deepEqual(await find(query, [...yes, ...no]), yes);
  });
}

for (const [query, yes, no] of [
  ["> 10MB", 10 * MB + 1, 10 * MB],
  [">=10mb", 10 * MB, 10 * MB - 1],
  ["< 1.5KB", 1535, 1536],
  ["<= 0", 0, 1],
  ["> 1GiB", 2 ** 30 + 1, 2 ** 30],
  ["x > 1kb < 2kb", 1500, 2048],
] as const) {
  test(`${query} is parsed as a size`, () => {
    const { matches } = parseQuery(query);
    assert.deepEqual([matches(object("x", yes)), matches(object("x", no))], [true, false]);
  });
}

test("dates are local days", () => {
  const at = (...date: [number, number, number, number]) => object("x", 1, new Date(...date));
  assert.ok(parseQuery("after 2026-03-05").matches(at(2026, 2, 5, 0)));
  assert.ok(!parseQuery("after 2026-03-06").matches(at(2026, 2, 5, 23)));
  assert.ok(parseQuery("before 2026-03-06").matches(at(2026, 2, 5, 23)));
  assert.ok(!parseQuery("x before 2026-03-05 AFTER 2020-01-01").matches(at(2026, 2, 5, 0)));
});

for (const [query, reason, term] of [
  ["", "empty", ""],
  ["  ", "empty", "  "],
  ["> ", "size", "> "],
  ["> 10XB", "size", "> 10XB"],
  ["after soon", "date", "after soon"],
  ["before 2026-02-30", "date", "before 2026-02-30"],
  ["/(/", "pattern", "/(/"],
] as const) {
  test(`${JSON.stringify(query)} is rejected as a search query`, () => {
    assert.throws(() => parseQuery(query), { code: "invalidSearch", details: { reason, term } });
  });
}

const LONG_KEYS = ["a", "-", "a-"].map((char) => char.repeat(1000).slice(0, 1000));

for (const query of ["*a*a*a*.csv", "*-*-*-*.csv", "**a**-**a**x", "?*?*?*?*?*.csv", `${"*a".repeat(500)}b`]) {
  test(`${query.slice(0, 20)} matches long keys without blocking the thread`, async () => {
    const page = Array.from({ length: 60 }, (_, index) => LONG_KEYS[index % 3] as string);
    const { result, milliseconds } = await longestBlock(() => find(query, page));
    assert.deepEqual(result, []);
    assert.ok(milliseconds < 50, `${milliseconds} ms`);
  });
}

test("a regular expression that backtracks blocks nothing, ends on cancellation, and has a time limit", async () => {
  const cancelled = new AbortController();
  const query = "/(a+)+$b/";
  const { milliseconds } = await longestBlock(async () => {
    setTimeout(() => cancelled.abort(), 300);
    await assert.rejects(find(query, LONG_KEYS, cancelled.signal), { code: "cancelled" });
  });
  assert.ok(milliseconds < 50, `${milliseconds} ms`);
  using matcher = new PatternMatcher(parseQuery(query).patterns, 200);
  await assert.rejects(matcher.test(LONG_KEYS), { code: "invalidSearch", details: { term: query, reason: "slow" } });
});
