import assert from "node:assert/strict";
import { test } from "node:test";
import { markedFileName } from "../../src/core/text/fileName.ts";

test("a mark comes before the extension, and after a name that only starts with a dot", () => {
  for (const [name, marked] of [
    ["report.csv", "report (2).csv"],
    ["archive.tar.gz", "archive.tar (2).gz"],
    [".env", ".env (2)"],
    [".env.local", ".env (2).local"],
    ["..a", ". (2).a"],
    ["README", "README (2)"],
    ["v1.a-part-that-is-too-long", "v1.a-part-that-is-too-long (2)"],
  ] as const) {
    assert.equal(markedFileName(name, " (2)"), marked);
  }
});

test("a marked name fits into its limit, and no character is cut in half", () => {
  assert.equal(markedFileName(".에이비씨", " (2)", 12), ".에이 (2)");
  assert.equal(markedFileName("에이비씨.csv", " (2)", 14), "에이 (2).csv");
});
