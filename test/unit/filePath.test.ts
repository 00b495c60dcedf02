import assert from "node:assert/strict";
import { posix } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { fromAuthority, fromPath, toAuthority, toPath } from "../../src/core/files/filePath.ts";
import { HOSTILE_KEYS } from "../support/cases/hostileTexts.ts";

const nasty = fc.constantFrom(
  "/",
  "//",
  ".",
  "..",
  "%",
  "%-",
  "%2E",
  "%25",
  "\\",
  "\u0001",
  "\u202e",
  "?",
  "#",
  "é",
  "😀",
  "a",
);
const anyKey = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1 }),
  fc.string({ unit: "binary", minLength: 1 }),
  fc.array(nasty, { minLength: 1, maxLength: 12 }).map((parts) => parts.join("")),
  fc.constantFrom(...HOSTILE_KEYS),
);

test("every key is recovered from its path, and no URI resolver changes the path", () => {
  fc.assert(
    fc.property(anyKey, (key) => {
      const path = toPath({ bucket: "b", key });
      assert.equal(fromPath(path).key, key);
      assert.equal(posix.normalize(path), path);
      assert.doesNotMatch(path, /\p{Cc}|\\/u);
      const encoded = path.split("/").map(encodeURIComponent).join("/");
      assert.equal(new URL(`x://h${encoded}`).pathname, encoded);
    }),
    { numRuns: 20_000 },
  );
});

test("two keys never share a path", () => {
  fc.assert(
    fc.property(anyKey, anyKey, (one, other) => {
      if (one !== other) assert.notEqual(toPath({ bucket: "b", key: one }), toPath({ bucket: "b", key: other }));
    }),
    { numRuns: 20_000 },
  );
});

test("an ordinary key appears unchanged in its path", () => {
  for (const key of ["2026/q3/분기 보고서.txt", "100%.txt", "a+b c#d?.json", ".hidden", "..two"]) {
    assert.equal(toPath({ bucket: "b", key }), `/b/${key}`);
  }
});

test("a connection's ID is recovered from an authority that is always lowercase", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (id) => {
      const authority = toAuthority(id);
      assert.equal(authority, authority.toLowerCase());
      assert.equal(fromAuthority(authority), id);
    }),
    { numRuns: 5000 },
  );
});

test("a path that matches no key is rejected", () => {
  assert.throws(() => fromPath("/b/%FF"), { code: "invalidLocation" });
  assert.throws(() => fromAuthority("UPPER"), { code: "invalidLocation" });
});
