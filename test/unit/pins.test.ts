import assert from "node:assert/strict";
import { test } from "node:test";
import { pinsOf, withoutPins, withPins } from "../../src/core/identity/pins.ts";

const [bucket, folder] = [{ bucket: "b" }, { bucket: "b", prefix: "f/" }];

test("a location is pinned only once, and a bucket and a folder in it are different locations", () => {
  const pins = withPins(withPins([], [bucket, folder], "1"), [folder], "1");
  assert.deepEqual(pins, [
    { bucket: "b", account: "1" },
    { bucket: "b", prefix: "f/", account: "1" },
  ]);
  assert.deepEqual(withoutPins(pins, [bucket], "1"), pins.slice(1));
});

test("each account has its own pins, and pins of an unknown account belong to all", () => {
  const ones = withPins([], [bucket], "1");
  const both = withPins(ones, [bucket, folder], "2");
  assert.deepEqual(pinsOf(both, "1"), ones);
  assert.equal(pinsOf(both, "2").length, 2);
  assert.deepEqual(withoutPins(both, [bucket], "2"), [...ones, { ...folder, account: "2" }]);
  assert.equal(pinsOf(both, undefined).length, 3);
  assert.deepEqual(pinsOf(withPins([], [bucket], undefined), "1"), [bucket]);
});
