import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { batches } from "../../media/sharePage/batches.ts";
import { zipNames } from "../../media/sharePage/zipNames.ts";
import { HOSTILE_KEYS } from "../support/cases/hostileTexts.ts";

const named = (paths: string[]): string[] => paths.map(zipNames(paths));

test("paths that every system can extract are unchanged", () => {
  const paths = ["a.txt", "2026/q3/분기 보고서.txt", "2026/q3/figures.csv", ".env"];
  assert.deepEqual(named(paths), paths);
});

test("clashing names get a number, files that are also folders too", () => {
  assert.deepEqual(named(["a.txt", "A.TXT", "a?.txt", "a*.txt", "a_.txt", "x", "x/y", "é", "e\u0301"]), [
    "a.txt",
    "A (2).TXT",
    "a_.txt",
    "a_ (2).txt",
    "a_ (3).txt",
    "x (2)",
    "x/y",
    "é",
    "e\u0301 (2)",
  ]);
  assert.deepEqual(named(["a", "a", "a (2)", "a"]), ["a", "a (2)", "a (2) (2)", "a (3)"]);
});

test("any paths get different names, none of which is also a folder or leads outside", () => {
  const path = fc.oneof(
    fc.constantFrom(...HOSTILE_KEYS),
    fc
      .array(fc.constantFrom("a", "A", "..", ".", "", "x?", "x*", "nul", "é", "e\u0301"), { maxLength: 4 })
      .map((s) => s.join("/")),
    fc.string({ unit: "binary", minLength: 1, maxLength: 300 }),
  );
  fc.assert(
    fc.property(fc.array(path, { minLength: 1, maxLength: 30 }), (paths) => {
      const names = named(paths).map((name) => name.normalize("NFC").toLowerCase());
      assert.equal(new Set(names).size, names.length);
      const folders = new Set(names.flatMap((name) => name.split("/").map((_, i, all) => all.slice(0, i).join("/"))));
      for (const name of names) {
        assert.ok(!folders.has(name), name);
        for (const segment of name.split("/")) {
          assert.doesNotMatch(segment, /^\.{0,2}$|[\p{Cc}\\:*?"<>|]|[. ]$/u);
          assert.ok(Buffer.byteLength(segment) <= 255, segment);
        }
      }
    }),
  );
});

test("twenty thousand equal names get different names in linear time", () => {
  const paths = Array.from({ length: 20_000 }, () => "same.txt");
  assert.equal(new Set(named(paths)).size, paths.length);
});

test("batches keep the order, and only a single item exceeds the limit", () => {
  const sizes = (items: number[]) =>
    batches(
      items.map((size) => ({ size })),
      10,
    ).map((group) => group.map(({ size }) => size));
  assert.deepEqual(sizes([]), []);
  assert.deepEqual(sizes([5, 5, 1, 12, 3, 0, 7, 1]), [[5, 5], [1], [12], [3, 0, 7], [1]]);
  const items = fc.array(fc.integer({ min: 0, max: 30 }));
  fc.assert(
    fc.property(items, (given) => {
      const groups = sizes(given);
      assert.deepEqual(groups.flat(), given);
      for (const group of groups)
        assert.ok(
          group.length === 1 ||
            group.reduce((sum, size) => sum + size, 0) <= 10 ||
            group.filter((size) => size > 0).length === 1,
        );
    }),
  );
});
