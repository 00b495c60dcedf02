import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compareKeys } from "../../src/core/text/compareKeys.ts";

test("keys are compared by their UTF-8 bytes", () => {
  const key = fc.string({ unit: fc.constantFrom("a", "b", "é", "\u{d7ff}", "\u{e000}", "\u{ffff}", "\u{1f600}", "") });
  fc.assert(
    fc.property(key, key, (a, b) => {
      assert.equal(compareKeys(a, b), Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: 5000 },
  );
  assert.equal(compareKeys("\u{ffff}", "\u{10000}"), -1);
});
