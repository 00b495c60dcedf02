import assert from "node:assert/strict";
import { test } from "node:test";
import { benchTable, READMES, tableIn } from "../bench/readme.ts";
import { type Results, readResults } from "../bench/results.ts";

const results = readResults() as Results;

for (const readme of READMES) {
  test(`${readme} shows the table generated from results.json by npm run bench -- --readme`, () => {
    assert.equal(tableIn(readme), benchTable(readme, results));
  });
}

test("each ratio is computed from the figures of its row, and is above 1 where this extension is faster", () => {
  assert.ok(results.rows.length > 0);
  for (const { name, lowerIsBetter, ours, peers, ratios } of results.rows) {
    assert.deepEqual(Object.keys(ratios), Object.keys(peers), name);
    for (const [peer, figure] of Object.entries(peers)) {
      const ratio = lowerIsBetter ? figure / ours : ours / figure;
      assert.ok(Math.abs((ratios[peer] ?? 0) / ratio - 1) < 0.02, `${name}: ${peer}`);
    }
  }
});
