import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { describes } from "../../src/core/share/arrived.ts";
import { collectedKey } from "../../src/core/share/collectedKey.ts";
import { hostileText } from "../support/cases/hostileCases.ts";

test("a collected file keeps its name and folders, and gets a number before its extension", () => {
  for (const [name, count, key] of [
    ["video.mp4", 1, "in/video.mp4"],
    ["video.mp4", 2, "in/video (2).mp4"],
    ["사진/여행 1.jpg", 12, "in/사진/여행 1 (12).jpg"],
    [".env", 2, "in/.env (2)"],
    ["../../etc/passwd", 1, "in/etc/passwd"],
    ["/a//./b/", 1, "in/a/b"],
    ["..", 1, "in/file"],
    ["", 2, "in/file (2)"],
    ["a\\b:c", 1, "in/a_b_c"],
    ["nul.txt", 1, "in/_nul.txt"],
    ["report\u202efdp.exe", 1, "in/report_fdp.exe"],
    ["\n", 1, "in/_"],
  ] as const)
    assert.equal(collectedKey("in/", name, count), key);
});

test("whatever a file is named, its key is in the folder, and each segment is a plain file name", () => {
  const folder = fc.constantFrom("in/", "한글/", `${"a".repeat(900)}/`, `${"b".repeat(980)}/`);
  const long = fc.array(hostileText, { minLength: 20, maxLength: 60 }).map((parts) => parts.join("/"));
  fc.assert(
    fc.property(folder, fc.oneof(hostileText, long), fc.integer({ min: 1, max: 999 }), (folder, name, count) => {
      const key = collectedKey(folder, name, count);
      assert.ok(key.startsWith(folder) && key.length > folder.length);
      assert.ok(Buffer.byteLength(key) <= 1024);
      assert.ok(key.isWellFormed());
      for (const segment of key.slice(folder.length).split("/")) {
        assert.doesNotMatch(segment, /^\.{0,2}$|[\p{Cc}\p{Bidi_Control}\\:*?"<>|]/u);
        assert.ok(Buffer.byteLength(segment) <= 255);
      }
      assert.notEqual(collectedKey(folder, name, count + 1), key);
    }),
  );
});

test("a folder that leaves no room for a name is an error", () => {
  assert.throws(() => collectedKey(`${"b".repeat(1023)}/`, "a.txt", 1), { code: "keyTooLong" });
});

test("a manifest describes only the object with its ETag and size, with or without quotation marks", () => {
  const object = { ETag: '"0123-2"', ContentLength: 7 };
  for (const etag of ['"0123-2"', "0123-2"]) assert.ok(describes({ etag, size: 7 }, object));
  for (const manifest of [
    { size: 7 },
    { etag: "0123-1", size: 7 },
    { etag: "0123-2", size: 8 },
    { etag: '""', size: 7 },
  ])
    assert.ok(!describes(manifest, object));
  // A server without ETags.
  assert.ok(!describes({ etag: '""', size: 7 }, { ETag: "", ContentLength: 7 }));
});
