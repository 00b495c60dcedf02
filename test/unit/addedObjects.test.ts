import assert from "node:assert/strict";
import { test } from "node:test";
import { cancellation, S3Error } from "../../src/core/errors/errors.ts";
import { addedObjects } from "../../src/objects/addedObjects.ts";

const never = () => assert.fail("no error");

test("objects that were not deleted do not count as added", async () => {
  assert.equal(await addedObjects(async () => 5, 2, never), 3);
  // Another program has deleted some of them.
  assert.equal(await addedObjects(async () => 1, 2, never), 0);
});

for (const error of [cancellation(), new S3Error("throttled", { operation: "ListObjectsV2" })]) {
  test(`a recount that ends with ${error.code} does not keep the deletion from being reported`, async () => {
    const seen: S3Error[] = [];
    assert.equal(
      await addedObjects(
        () => Promise.reject(error),
        0,
        (failure) => seen.push(failure),
      ),
      0,
    );
    assert.deepEqual(seen, [error]);
  });
}
