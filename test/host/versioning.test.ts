import assert from "node:assert/strict";
import type { PlaceKind } from "../../src/host/nodes/givenNodes.ts";
import { deletedText, makeCurrentText, replacedText } from "../../src/host/text/versioning.ts";
import { deleteQuestion } from "../../src/objects/deleteQuestion.ts";

const STATES = ["Enabled", "Suspended", "", undefined] as const;

describe("a warning about recovery depends on the versioning of the bucket", () => {
  it("for deleted objects", () => {
    assert.deepEqual(STATES.map(deletedText), [
      "Versioning is on. Objects are hidden by delete markers. To recover an object, show versions and delete its latest delete marker.",
      "Versioning is suspended. Versions made while it was on are kept. Objects stored before or after that can't be recovered.",
      "Versioning is off. Deleted objects can't be recovered.",
      "It's unknown whether versioning is on. Deleted objects might not be recoverable.",
    ]);
  });

  it("for replaced content", () => {
    assert.deepEqual(STATES.map(replacedText), [
      "Versioning is on. Replaced content is kept as an earlier version.",
      "Versioning is suspended. Replaced content is kept only if it was stored while versioning was on.",
      "Versioning is off. Replaced content can't be recovered.",
      "It's unknown whether versioning is on. Replaced content might not be recoverable.",
    ]);
  });

  it("for the version that was current before an old one is restored", () => {
    assert.deepEqual(STATES.map(makeCurrentText), [
      "A copy of this version becomes the current version. All existing versions are kept.",
      "Versioning is suspended. A copy of this version becomes the current version, with the ID “null”. Any version that has this ID now is permanently replaced.",
      "Versioning is off. A copy of this version permanently replaces the current version.",
      "It's unknown whether versioning is on. The current version might be permanently replaced.",
    ]);
  });

  it("for delete markers, of which only the latest restores its object, and for versions and objects together", () => {
    const at = { connection: "profile:demo", bucket: "b", key: "k" };
    const node = (kind: PlaceKind, versionId?: string) => ({ kind, at: { ...at, ...(versionId && { versionId }) } });
    const last = (nodes: ReturnType<typeof node>[]) =>
      deleteQuestion(nodes, { objects: 0, bytes: 0 }, "demo", "").detail.split("Profile: demo\n")[1];
    assert.equal(
      last([node("deleteMarker", "m")]),
      "Deleting the latest delete marker of an object restores the object.",
    );
    assert.equal(last([node("version", "v")]), "Versions are permanently deleted.");
    assert.equal(
      last([node("object"), node("version", "v"), node("deleteMarker", "m")]),
      [
        "Versioning is off. Deleted objects can't be recovered.",
        "Versions are permanently deleted.",
        "Deleting the latest delete marker of an object restores the object.",
      ].join("\n"),
    );
  });
});
