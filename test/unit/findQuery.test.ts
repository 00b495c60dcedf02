import assert from "node:assert/strict";
import { test } from "node:test";
import { parseQuery } from "../../src/core/find/query.ts";

const object = (key: string, size = 1, modified = new Date(2026, 2, 5, 12)) => ({ key, size, modified });
const MB = 2 ** 20;

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
] as const) {
  test(`${query} finds the expected keys`, () => {
    const matches = parseQuery(query);
    for (const key of yes) assert.ok(matches(object(key)), key);
    for (const key of no) assert.ok(!matches(object(key)), key);
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
    const matches = parseQuery(query);
    assert.deepEqual([matches(object("x", yes)), matches(object("x", no))], [true, false]);
  });
}

test("dates are local days", () => {
  const at = (...date: [number, number, number, number]) => object("x", 1, new Date(...date));
  assert.ok(parseQuery("after 2026-03-05")(at(2026, 2, 5, 0)));
  assert.ok(!parseQuery("after 2026-03-06")(at(2026, 2, 5, 23)));
  assert.ok(parseQuery("before 2026-03-06")(at(2026, 2, 5, 23)));
  assert.ok(!parseQuery("x before 2026-03-05 AFTER 2020-01-01")(at(2026, 2, 5, 0)));
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
