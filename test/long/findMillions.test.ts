import assert from "node:assert/strict";
import { test } from "node:test";
import { findObjects } from "../../src/core/find/findObjects.ts";
import { parseQuery } from "../../src/core/find/query.ts";
import { usedHeap } from "../support/checks/usedHeap.ts";
import { manageSetup } from "../support/product/manageSetup.ts";
import { useS3Target } from "../support/servers/s3Target.ts";
import { generatedBody, generatedKey } from "../support/servers/serverProcess.ts";

const target = useS3Target();
const skip = process.env.S3_TEST_ENDPOINT !== undefined && "keys are generated";
const KEYS = 5_000_000;

test("five million keys: the first matches come after one request, all keys are read, and memory stays constant", {
  skip,
}, async (context) => {
  const { s3, connection, bucket, log } = await manageSetup(context, target.current);
  target.current.strict?.store.get(bucket).generate({ count: KEYS, keyAt: generatedKey, bodyAt: generatedBody });
  let most = 0;
  let last = { read: 0, matched: 0 };
  let kept = 0;
  const before = usedHeap();
  for await (const progress of findObjects(s3.allObjects(connection, { bucket }), parseQuery("*99.json"), 500)) {
    if (last.read === 0) assert.deepEqual([progress.read, progress.found.length], [1000, 10]);
    if (progress.read % 500_000 === 0) most = Math.max(most, usedHeap() - before);
    kept += progress.found.length;
    last = progress;
  }
  const { read, matched } = last;
  assert.deepEqual({ read, matched, kept }, { read: KEYS, matched: KEYS / 100, kept: 500 });
  assert.equal(log.filter((line) => line.startsWith("ListObjectsV2")).length, KEYS / 1000);
  assert.ok(most < 32 * 2 ** 20, `the heap grew by ${most} bytes`);
  context.diagnostic(`heap grew by at most ${(most / 2 ** 20).toFixed(1)} MiB over ${KEYS} keys, server included`);
});
