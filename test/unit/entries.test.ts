import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readMetadataName, readTagName, withEntry, withoutEntry } from "../../src/core/objects/entries.ts";

const entries = fc.dictionary(fc.string({ unit: "binary", minLength: 1 }), fc.string({ unit: "binary" }));
const odd: Record<string, string> = {
  note: "source=erp, team=core",
  "a=b": "c",
  padded: "  x ",
  empty: "",
  ["__proto__"]: "x",
};

test("editing, adding or removing an entry leaves the others byte for byte", () => {
  const any = fc.oneof(entries, fc.constant(odd));
  fc.assert(
    fc.property(
      any,
      fc.string({ unit: "binary", minLength: 1 }),
      fc.string({ unit: "binary" }),
      (before, name, value) => {
        const { [name]: _, ...others } = before;
        assert.deepEqual(withoutEntry(before, name), { ...others });
        const edited = withEntry(before, name, value);
        assert.equal(Object.getOwnPropertyDescriptor(edited, name)?.value, value);
        assert.deepEqual(withoutEntry(edited, name), { ...others });
        assert.deepEqual(withEntry(before, "note", "source=erp, team=core").note, "source=erp, team=core");
      },
    ),
    { numRuns: 2000 },
  );
});

test("a name of metadata is a header name in lower case, and a tag may have any name", () => {
  assert.equal(readMetadataName("Project "), "project");
  for (const name of ["a b", "a=b", "a:b", "é", "a\nb"])
    assert.throws(() => readMetadataName(name), { code: "invalidParameter" });
  for (const read of [readMetadataName, readTagName]) assert.throws(() => read(""), { code: "valueMissing" });
  assert.equal(readTagName("a=b, c "), "a=b, c ");
});
