import assert from "node:assert/strict";
import { test } from "node:test";
import type { App } from "../../src/app.ts";
import {
  connectionOf,
  firstNode,
  givenNodes,
  nodesOfKinds,
  OBJECT_KINDS,
  passedNode,
  passedNodes,
  requireNode,
  requireNodes,
} from "../../src/host/nodes/givenNodes.ts";

const at = (key: string) => ({ connection: "profile:p", bucket: "b", key });
const object = (key: string) => ({ kind: "object", at: at(key), object: { size: 1 } });
const folder = { kind: "folder", at: { connection: "profile:p", bucket: "b", prefix: "f/" } };
const profile = { kind: "profile", connection: { id: "profile:p" } };
const appWith = (...items: unknown[]) => ({ selection: { items } }) as unknown as App;

test("a command gets the multi-selection, or else the node, or else the selection in the tree, as the tree has them", () => {
  const app = appWith(object("selected"));
  const [one, other] = [object("one"), object("other")];
  assert.deepEqual(givenNodes(app, [one, [one, other]]), [one, other]);
  assert.deepEqual(givenNodes(app, [one, []]), [one]);
  assert.deepEqual(givenNodes(app, [one]), [one]);
  assert.deepEqual(givenNodes(app, []), [object("selected")]);
  assert.deepEqual(givenNodes(appWith(), []), []);
});

test("nodes of other kinds and nodes that represent no place are left out", () => {
  const app = appWith(profile, folder, object("k"), { kind: "notice", id: "n" }, { kind: "object", at: folder.at });
  assert.deepEqual(givenNodes(app, []), [folder, object("k")]);
  assert.deepEqual(givenNodes(app, [], OBJECT_KINDS), [object("k")]);
  assert.deepEqual(nodesOfKinds([undefined, null, folder], ["folder"]), [folder]);
});

test("a location without a kind is an object, a folder or a bucket", () => {
  const places = [at("k"), folder.at, { connection: "profile:p", bucket: "b" }];
  const kinds = nodesOfKinds(places.map((place) => ({ at: place }))).map(({ kind }) => kind);
  assert.deepEqual(kinds, ["object", "folder", "bucket"]);
});

test("a command that needs a node fails without one", () => {
  const nothing = { name: "S3Error", code: "nothingSelected" };
  assert.throws(() => requireNodes(appWith(profile), []), nothing);
  assert.throws(() => requireNode(appWith(folder), [], OBJECT_KINDS), nothing);
  assert.deepEqual(requireNode(appWith(folder), [object("k"), [folder]], OBJECT_KINDS), object("k"));
});

test("a command from a menu never falls back to the selection, and never acts on a part of what was passed", () => {
  const app = appWith(object("selected"));
  const one = object("one");
  const refreshed = { name: "S3Error", code: "listRefreshed" };
  const readers = {
    givenNodes: (args: unknown[]) => givenNodes(app, args),
    requireNodes: (args: unknown[]) => requireNodes(app, args, OBJECT_KINDS),
    requireNode: (args: unknown[]) => requireNode(app, args, OBJECT_KINDS),
    firstNode: (args: unknown[]) => firstNode(app, args),
    passedNode,
    passedNodes,
  };
  // As VS Code calls a command whose row it does not know: with and without a multi-selection.
  const unknownRow = [[undefined], [undefined, undefined], [null, null], [undefined, [undefined]], [undefined, [one]]];
  for (const [name, read] of Object.entries(readers)) {
    for (const args of unknownRow) assert.throws(() => read(args), refreshed, `${name}(${JSON.stringify(args)})`);
  }
  for (const nodes of [[one, undefined], [undefined], [null, one]]) {
    assert.throws(() => givenNodes(app, [one, nodes]), refreshed);
    assert.throws(() => requireNodes(app, [one, nodes]), refreshed);
    assert.throws(() => passedNodes([one, nodes]), refreshed);
  }
  assert.deepEqual(givenNodes(app, [one, undefined]), [one]);
  assert.deepEqual([passedNodes([]), passedNode([]), firstNode(app, [])], [[], undefined, object("selected")]);
});

test("the connection of a node is that of its place or its own", () => {
  assert.deepEqual([object("k"), profile, undefined].map(connectionOf), ["profile:p", "profile:p", undefined]);
});
