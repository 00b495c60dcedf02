import assert from "node:assert/strict";
import {
  byteCount,
  exactSize,
  fileCount,
  formatSize,
  itemCount,
  keyCount,
  linkCount,
  objectCount,
  versionCount,
} from "../../src/host/text/format.ts";

describe("counts and sizes", () => {
  it("counts of one are in the singular", () => {
    const counts = [objectCount, versionCount, itemCount, keyCount, fileCount, linkCount];
    assert.deepEqual(
      counts.map((count) => count(1)),
      ["1 object", "1 version", "1 item", "1 key", "1 file", "1 link"],
    );
    assert.deepEqual(
      counts.map((count) => count(1234)),
      ["1,234 objects", "1,234 versions", "1,234 items", "1,234 keys", "1,234 files", "1,234 links"],
    );
    assert.equal(objectCount(0), "0 objects");
  });

  it("sizes are in units of 1024", () => {
    assert.deepEqual([byteCount(1), formatSize(7885), exactSize(7885)], ["1 byte", "7.7 KB", "7.7 KB (7,885 bytes)"]);
  });
});
