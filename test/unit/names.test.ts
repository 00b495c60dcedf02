import assert from "node:assert/strict";
import { test } from "node:test";
import { folderIn, renamed } from "../../src/core/objects/names.ts";

test("a new name without characters is reported as a name, not as the key of a link", () => {
  for (const text of ["", "/", "//"]) assert.throws(() => folderIn("docs/", text), { code: "emptyName" }, text);
  for (const key of ["docs/a.txt", "docs/"]) assert.throws(() => renamed(key, ""), { code: "emptyName" }, key);
});
