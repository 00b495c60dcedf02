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
import { TAGGED } from "./ground.ts";
import { type FaultRow, row } from "./row.ts";

const bytes = Buffer.from("after");

/** What VS Code does with objects as files; it has a progress of its own, and nothing to cancel. */
export const fileRows: FaultRow[] = [
  row({
    command: "Save",
    noCancel: true,
    arrange: (lab) => lab.put("k", "before", { Metadata: { kept: "yes" }, ...TAGGED }),
    run: ({ access, prefix }, _, { etag }) => saveObject(access, `${prefix}k`, bytes, etag),
    right: (lab) => holds(lab, { k: "after" }),
    async safe(lab) {
      assert.match((await lab.objects()).k ?? "", /^(before|after)$/);
      await lab.isTagged("k");
    },
  }),
  row({
    command: "Save over what is newer",
    noCancel: true,
    async arrange(lab) {
      const { etag } = await lab.put("k", "before");
      await lab.put("k", "newer");
      return etag;
    },
    run: ({ access, prefix }, _, etag) => savedOrRefused(saveObject(access, `${prefix}k`, bytes, etag)),
    right: (_, outcome) => assert.equal(outcome, "refused"),
    safe: (lab) => holds(lab, { k: "newer" }),
  }),
  row({
    command: "New File",
    noCancel: true,
    run: ({ access, prefix }) => createObject(access, `${prefix}k`, bytes),
    right: (lab) => holds(lab, { k: "after" }),
  }),
  row({
    command: "New Folder in the Explorer",
    noCancel: true,
    run: ({ access, prefix }) => createFolder(access, `${prefix}folder`),
    right: (lab) => holds(lab, { "folder/": "" }),
  }),
  row({
    command: "Delete in the Explorer",
    noCancel: true,
    arrange,
    run: ({ access, prefix }) => deleteFile(access, `${prefix}f`, { recursive: true }),
    right: (lab) => holds(lab, { other: "else" }),
    async safe(lab) {
      assert.equal((await lab.objects()).other, "else");
    },
  }),
  row({
    command: "Rename in the Explorer",
    noCancel: true,
    arrange,
    run: ({ access, prefix }) => renameFile(access, `${prefix}f`, { access, key: `${prefix}g`, overwrite: false }),
    right: (lab) => holds(lab, { "g/a": "one", "g/b": "two", other: "else" }),
    safe: nothingLost,
  }),
  row({
    command: "Copy and Paste in the Explorer",
    noCancel: true,
    arrange,
    run: ({ access, prefix }) => copyFile(access, `${prefix}f`, { access, key: `${prefix}g`, overwrite: false }),
    right: (lab) => holds(lab, { ...BEFORE, "g/a": "one", "g/b": "two" }),
    async safe(lab) {
      const held = await lab.objects();
      for (const [key, body] of Object.entries(BEFORE)) assert.equal(held[key], body);
    },
  }),
];
