import assert from "node:assert/strict";
import { test } from "node:test";
import { findObjects } from "../../src/core/find/findObjects.ts";
import { parseQuery } from "../../src/core/find/query.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import { useS3Target } from "../support/servers/s3Target.ts";

const target = useS3Target();
const onlyStrict = { skip: process.env.S3_TEST_ENDPOINT !== undefined && "keys are generated" };
const MILLION = 1_000_000;

function generate(bucket: string): void {
  target.current.strict?.store.get(bucket).generate({
    count: MILLION,
    keyAt: (index) =>
      `logs/${String(Math.floor(index / 1000)).padStart(4, "0")}/event-${String(index).padStart(7, "0")}.json`,
    bodyAt: () => "x",
  });
}

test("canceling a search stops its requests", onlyStrict, async (context) => {
  const { s3, connection, bucket } = await manageSetup(context, target.current);
  generate(bucket);
  const cancelled = new AbortController();
  const { requests, faults } = target.current.strict ?? assert.fail();
  const pages = s3.allObjects(connection, { bucket }, { signal: cancelled.signal });
  const reading = async () => {
    for await (const { read } of findObjects(pages, parseQuery("x"), 1)) {
      if (read !== 3000) continue;
      faults.add({ operation: "ListObjectsV2", bucket, fault: { kind: "stall" } });
      cancelled.abort();
    }
  };
  await assert.rejects(reading(), { code: "cancelled" });
  const listings = requests.filter((request) => request.bucket === bucket && request.operation === "ListObjectsV2");
  assert.ok(listings.length <= 5, `${listings.length} requests`);
});

test("a search with a prefix lists only that prefix", async (context) => {
  const { s3, connection, bucket } = await manageSetup(context, target.current);
  for (const key of ["a/1.csv", "a/b/2.csv", "c/3.csv"]) await target.current.put(bucket, key, key);
  const found: string[] = [];
  const pages = s3.allObjects(connection, { bucket, prefix: "a/" });
  for await (const progress of findObjects(pages, parseQuery("*.csv"), 10)) {
    found.push(...progress.found.map(({ key }) => key));
  }
  assert.deepEqual(found, ["a/1.csv", "a/b/2.csv"]);
});
