import assert from "node:assert/strict";
import { test } from "node:test";
import { KnownContainers } from "../../src/explorer/knownContainers.ts";
import { bucketNode, folderNode, pinnedFolder, profileNode } from "../../src/explorer/nodes.ts";

const connection = { id: "profile:demo", identity: "demo" } as Parameters<typeof bucketNode>[0];

test("each ID has one object, which keeps its data until it is listed again", () => {
  const containers = new KnownContainers();
  const listed = containers.update(bucketNode(connection, { name: "b", region: "eu-west-1" }));
  assert.equal(containers.get(bucketNode(connection, { name: "b" })), listed);
  assert.equal(listed.bucket.region, "eu-west-1", "a node that was made from a place has no region");
  assert.equal(containers.update(bucketNode(connection, { name: "b" }, "addedBucket")), listed);
  assert.deepEqual([listed.kind, listed.bucket], ["addedBucket", { name: "b" }]);
});

test("a folder, the same folder below a pin, its bucket, and its profile have different objects", () => {
  const containers = new KnownContainers();
  const bucket = bucketNode(connection, { name: "b" });
  const nodes = [
    profileNode("demo", connection),
    bucket,
    folderNode(bucket, "f/"),
    pinnedFolder(connection, "b", "f/"),
    bucketNode({ ...connection, identity: "other" }, { name: "b" }),
  ];
  for (const node of nodes) containers.get(node);
  for (const node of nodes) assert.equal(containers.get({ ...node }), node);
});

test("the nodes of removed connections are forgotten, and all of them by a refresh", () => {
  const containers = new KnownContainers();
  const other = { ...connection, id: "profile:other", identity: "other" };
  const [kept, removed] = [connection, other].map((each) => containers.get(bucketNode(each, { name: "b" })));
  containers.keep([connection]);
  assert.equal(containers.get(bucketNode(connection, { name: "b" })), kept);
  assert.notEqual(containers.get(bucketNode(other, { name: "b" })), removed);
  containers.clear();
  assert.notEqual(containers.get(bucketNode(connection, { name: "b" })), kept);
});
