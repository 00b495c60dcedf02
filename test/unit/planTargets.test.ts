import assert from "node:assert/strict";
import { test } from "node:test";
import { type CollisionChoice, planTargets } from "../../src/core/objects/planTargets.ts";

/** Plans keys below `to/`, each named like the last segment of its source. */
const plan = (sources: string[], choice?: CollisionChoice) =>
  planTargets(sources, (source) => `to/${/[^/]+\/?$/.exec(source)?.[0]}`, choice);

const targets = (sources: string[], choice: CollisionChoice) =>
  plan(sources, choice).planned.map(({ source, target }) => `${source} → ${target}`);

test("sources with different targets need no choice", () => {
  assert.deepEqual(plan(["a/x", "b/y", "c/x/"]).planned, [
    { source: "a/x", target: "to/x" },
    { source: "b/y", target: "to/y" },
    // A folder and an object can have the same name.
    { source: "c/x/", target: "to/x/" },
  ]);
});

test("all sources that collide are named", () => {
  assert.throws(() => plan(["a/x", "b/x", "c/y", "d/z/", "e/z/"]), {
    code: "sourcesCollide",
    details: { targets: ["to/x", "to/z/"], sources: ["a/x", "b/x", "d/z/", "e/z/"] },
  });
});

test("a new name is used by no other source", () => {
  assert.deepEqual(targets(["a/r.csv", "b/r.csv", "c/r (2).csv", "d/r.csv"], "rename"), [
    "a/r.csv → to/r.csv",
    "b/r.csv → to/r (3).csv",
    "d/r.csv → to/r (4).csv",
    "c/r (2).csv → to/r (2).csv",
  ]);
  assert.deepEqual(targets(["a/z/", "b/z/"], "rename"), ["a/z/ → to/z/", "b/z/ → to/z (2)/"]);
});

test("the others are skipped", () => {
  const { planned, skipped } = plan(["a/x", "b/x", "c/y", "d/x"], "skip");
  assert.deepEqual(
    [planned.map(({ source }) => source), skipped],
    [
      ["a/x", "c/y"],
      ["b/x", "d/x"],
    ],
  );
});

test("a key that becomes too long is rejected", () => {
  const long = "x".repeat(1021);
  assert.throws(() => plan([`a/${long}`, `b/${long}`], "rename"), { code: "keyTooLong" });
});
