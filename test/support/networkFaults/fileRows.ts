import assert from "node:assert/strict";
import {
  copyFile,
  createFolder,
  createObject,
  deleteFile,
  renameFile,
  saveObject,
} from "../../../src/core/files/objectFiles.ts";
import { arrange, BEFORE, holds, nothingLost, savedOrRefused } from "./beforeAndAfter.ts";
import { TAGGED } from "./fixture.ts";
import { type FaultRow, row } from "./row.ts";

const bytes = Buffer.from("after");

/** Operations of VS Code on objects as files. It shows its own progress, and they cannot be canceled. */
export const fileRows: FaultRow[] = [
  row({
    command: "Save",
    noCancel: true,
    arrange: (harness) => harness.put("k", "before", { Metadata: { kept: "yes" }, ...TAGGED }),
    run: ({ access, prefix }, _, { etag }) => saveObject(access, `${prefix}k`, bytes, etag),
    right: (harness) => holds(harness, { k: "after" }),
    async safe(harness) {
      assert.match((await harness.objects()).k ?? "", /^(before|after)$/);
      await harness.isTagged("k");
    },
  }),
  row({
    command: "Save over what is newer",
    noCancel: true,
    async arrange(harness) {
      const { etag } = await harness.put("k", "before");
      await harness.put("k", "newer");
      return etag;
    },
    run: ({ access, prefix }, _, etag) => savedOrRefused(saveObject(access, `${prefix}k`, bytes, etag)),
    right: (_, outcome) => assert.equal(outcome, "refused"),
    safe: (harness) => holds(harness, { k: "newer" }),
  }),
  row({
    command: "New File",
    noCancel: true,
    run: ({ access, prefix }) => createObject(access, `${prefix}k`, bytes),
    right: (harness) => holds(harness, { k: "after" }),
  }),
  row({
    command: "New Folder in the Explorer",
    noCancel: true,
    run: ({ access, prefix }) => createFolder(access, `${prefix}folder`),
    right: (harness) => holds(harness, { "folder/": "" }),
  }),
  row({
    command: "Delete in the Explorer",
    noCancel: true,
    arrange,
    run: ({ access, prefix }) => deleteFile(access, `${prefix}f`, { recursive: true }),
    right: (harness) => holds(harness, { other: "else" }),
    async safe(harness) {
      assert.equal((await harness.objects()).other, "else");
    },
  }),
  row({
    command: "Rename in the Explorer",
    noCancel: true,
    arrange,
    run: ({ access, prefix }) => renameFile(access, `${prefix}f`, { access, key: `${prefix}g`, overwrite: false }),
    right: (harness) => holds(harness, { "g/a": "one", "g/b": "two", other: "else" }),
    safe: nothingLost,
  }),
  row({
    command: "Copy and Paste in the Explorer",
    noCancel: true,
    arrange,
    run: ({ access, prefix }) => copyFile(access, `${prefix}f`, { access, key: `${prefix}g`, overwrite: false }),
    right: (harness) => holds(harness, { ...BEFORE, "g/a": "one", "g/b": "two" }),
    async safe(harness) {
      const held = await harness.objects();
      for (const [key, body] of Object.entries(BEFORE)) assert.equal(held[key], body);
    },
  }),
];
