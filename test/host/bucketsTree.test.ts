import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import * as vscode from "vscode";
import type { App } from "../../src/app.ts";
import { versionPage } from "../../src/core/objects/versions.ts";
import { S3 } from "../../src/core/s3.ts";
import { BucketsTree } from "../../src/explorer/bucketsTree.ts";
import type { BucketNode, LoadMoreNode, Node } from "../../src/explorer/nodes.ts";
import { ConnectionStore } from "../../src/host/aws/connectionStore.ts";
import { alice } from "../support/s3Server/server.ts";
import { memento } from "./memento.ts";
import { useSetup } from "./setup.ts";
import { ShownTree } from "./shownTree.ts";

const VERSIONS = "Versions are shown";

describe("the tree of buckets", () => {
  const setup = useSetup();
  /** Each test has a bucket of its own, since requests of the previous test can still be running. */
  const place = { connection: "profile:demo", bucket: "" };
  let count = 0;
  let bucket: ReturnType<typeof setup.s3.store.create>;
  let tree: BucketsTree;
  let shown: ShownTree;
  let close: () => void;

  beforeEach(() => {
    place.bucket = `tree${++count}`;
    bucket = setup.s3.store.create(place.bucket, { owner: alice.accountId });
    for (const key of ["a.txt", "b.txt", "folder/c.txt", "folder/deep/d.txt"]) bucket.put(key, key);
    const s3 = new S3({ env: process.env, isTrusted: () => true, log: () => undefined });
    const secrets = {} as vscode.SecretStorage;
    const connections = new ConnectionStore(memento(), secrets);
    const log = { error: () => undefined };
    tree = new BucketsTree({ s3: () => s3, aws: () => ({ versionPage }), connections, log } as unknown as App);
    shown = new ShownTree(tree);
    close = () => {
      shown.dispose();
      tree.dispose();
      s3.dispose();
      setup.s3.store.remove(place.bucket);
    };
  });
  afterEach(() => close());

  const operations = (): string[] =>
    setup.s3.requests.filter(({ bucket }) => bucket === place.bucket).map(({ operation }) => operation);

  it("still follows changes in a place that the user has gone to twice", async () => {
    await shown.expand("demo", place.bucket, "folder");
    for (const prefix of ["folder/", "folder/deep/"]) {
      await tree.find({ ...place, prefix });
      await tree.find({ ...place, prefix });
    }
    bucket.put("folder/new/", "");
    tree.refresh({ ...place, prefix: "folder/new/" });
    await shown.shows("new");
    bucket.delete("folder/c.txt");
    tree.refresh({ ...place, key: "folder/c.txt" });
    await shown.hides("c.txt");

    tree.setVersions(shown.node(place.bucket) as BucketNode, true);
    await shown.shows(VERSIONS);
    tree.setVersions(shown.node(place.bucket) as BucketNode, false);
    await shown.hides(VERSIONS);
    tree.setFilter(shown.node(place.bucket) as BucketNode, "b");
    await shown.hides("a.txt");
    tree.setFilter(shown.node(place.bucket) as BucketNode, "");
    await shown.shows("a.txt");

    const node = shown.node("folder");
    assert.equal(await tree.find({ ...place, prefix: "folder/" }), node, "one object per ID");
    assert.equal(tree.getParent(shown.node("new")), node);
  });

  it("suggests the places that are loaded, and none that was deleted", async () => {
    await shown.expand("demo", place.bucket, "folder");
    const known = async () =>
      (await tree.knownPlaces()).filter(({ at }) => at.bucket === place.bucket).map(({ at }) => at.prefix ?? "");
    assert.deepEqual(await known(), ["", "folder/", "folder/deep/"]);
    for (const key of ["folder/c.txt", "folder/deep/d.txt"]) bucket.delete(key);
    tree.refresh({ ...place, prefix: "folder/" });
    await shown.hides("folder");
    assert.deepEqual(await known(), [""]);
    await assert.rejects(tree.find({ ...place, prefix: "folder/" }), { code: "noSuchKey" });
  });

  it("keeps all rows, and their nodes, until a refreshed listing has arrived", async () => {
    await shown.expand("demo", place.bucket, "folder", "deep");
    const before = shown.rows();
    const nodes = before.map((label) => shown.node(label));
    setup.s3.faults.add({ operation: "ListObjectsV2", fault: { kind: "delay", milliseconds: 200 } });
    bucket.put("folder/new.txt", "new");
    bucket.delete("folder/deep/d.txt");
    for (const key of ["folder/new.txt", "folder/deep/d.txt"]) tree.refresh({ ...place, key });
    assert.deepEqual(shown.rows(), before);
    await setImmediate();
    assert.deepEqual(
      shown.rows().map((label) => shown.node(label)),
      nodes,
      "a menu gets the nodes of its rows",
    );
    await Promise.all([shown.shows("new.txt"), shown.hides("d.txt")]);
    assert.ok(shown.rows().includes("a.txt"));
    bucket.delete("folder/c.txt");
    bucket.delete("folder/new.txt");
    tree.refresh({ ...place, prefix: "folder/" });
    await shown.hides("folder");
  });

  it("shows a new bucket and hides a deleted one, and replaces only the rows of their connection", async () => {
    const { endpoint } = setup.s3;
    setup.home.write(["demo", "other"].map((name) => ({ name, endpoint, keys: alice })));
    await shown.expand("demo", place.bucket, "folder");
    const before = shown.rows();
    const changed: unknown[] = [];
    tree.onDidChangeTreeData((node) => changed.push(node));
    const created = { ...place, bucket: `${place.bucket}-new` };
    setup.s3.store.create(created.bucket, { owner: alice.accountId });
    setup.s3.requests.length = 0;
    tree.refresh(created);
    await shown.shows(created.bucket);
    setup.s3.store.remove(created.bucket);
    tree.refresh(created);
    await shown.until("the rows are the same again", (rows) => rows.join() === before.join());
    assert.deepEqual([...new Set(changed)], [shown.node("demo")]);
    assert.deepEqual(operations(), [], "nothing in other buckets is listed again");
  });

  it("forgets the listings of a connection that was removed", async () => {
    const { endpoint } = setup.s3;
    const profiles = ["demo", "gone"].map((name) => ({ name, endpoint, keys: alice }));
    setup.home.write(profiles);
    await shown.expand("demo", place.bucket, "gone");
    const removed = shown.node("gone");
    setup.home.write(profiles.slice(0, 1));
    tree.redraw();
    await shown.until("gone is still shown", (rows) => rows.includes("demo") && !rows.includes("gone"));
    setup.home.write(profiles);
    tree.redraw();
    await shown.shows("gone");
    assert.notEqual(shown.node("gone"), removed);
  });

  it("lists a container once for many changes at the same time", async () => {
    await shown.expand("demo", place.bucket);
    setup.s3.requests.length = 0;
    for (let index = 0; index < 50; index++) {
      bucket.put(`new${index}.txt`, "");
      tree.refresh({ ...place, key: `new${index}.txt` });
    }
    await shown.shows("new49.txt");
    assert.deepEqual(operations(), ["ListObjectsV2"]);
  });

  it("shows the objects where the server does not list versions, and asks it once", async () => {
    await shown.expand("demo", place.bucket, "folder");
    const fault = { kind: "status", status: 501, code: "NotImplemented" } as const;
    setup.s3.faults.add({ operation: "ListObjectVersions", fault });
    const node = shown.node(place.bucket) as BucketNode;
    setup.s3.requests.length = 0;
    tree.setVersions(node, true);
    await shown.shows("a.txt");
    assert.deepEqual(operations().slice(0, 2), ["ListObjectVersions", "ListObjectsV2"]);
    assert.doesNotMatch(String(tree.getTreeItem(node).description), /versions shown/);
    bucket.put("new.txt", "");
    tree.refresh({ ...place, key: "new.txt" });
    await shown.shows("new.txt");
    assert.equal(operations().filter((operation) => operation === "ListObjectVersions").length, 1);
    assert.ok(!shown.rows().includes(VERSIONS));
  });

  it("shows in place of the rows why a listing could not be refreshed, and the rows after the next refresh", async () => {
    await shown.expand("demo", place.bucket);
    const fault = { kind: "status", status: 403, code: "AccessDenied" } as const;
    setup.s3.faults.add({ operation: "ListObjectsV2", fault });
    setup.s3.requests.length = 0;
    tree.refresh({ ...place, key: "a.txt" });
    const cause = `Access denied for ListObjectsV2 in bucket ${place.bucket} (profile demo).`;
    await shown.shows(cause);
    assert.match(
      String(tree.getTreeItem(shown.node(cause)).tooltip),
      /^Access denied for .*\nAsk your administrator for the s3:ListBucket permission/,
    );
    assert.ok(!shown.rows().includes("a.txt"));
    assert.deepEqual(operations(), ["ListObjectsV2"], "the notice takes no second request");
    setup.s3.faults.clear();
    tree.refresh({ ...place, key: "a.txt" });
    await shown.shows("a.txt");
  });

  it("shows a long folder in ranges, draws only those that are expanded, and finds what is in them", async () => {
    const keyAt = (index: number) => `n${String(index).padStart(6, "0")}${index === 7 ? "/in.txt" : ".txt"}`;
    bucket.generate({ count: 15_500, keyAt, bodyAt: keyAt });
    await shown.expand("demo", place.bucket);
    const container = shown.node(place.bucket) as BucketNode;
    const more = async () => {
      await shown.shows("Load More…");
      await tree.loadMore(shown.node("Load More…") as LoadMoreNode);
    };
    for (let page = 1; page < 10; page++) await more();
    await shown.until("10,000 entries", (rows) => rows.includes(keyAt(9999)));
    assert.ok(shown.rows().includes(keyAt(0)), "no ranges yet");
    await more();
    const ranges = ["1–5,000", "5,001–10,000"];
    await shown.until("two ranges", (rows) => ranges.every((range) => rows.includes(range)));
    assert.ok(!shown.rows().includes(keyAt(9999)));
    assert.ok(shown.rows().includes(keyAt(10_000)));
    const [first, second] = ranges.map((range) => shown.node(range)) as [Node, Node];
    assert.equal(tree.getTreeItem(first).description, `n000007 – ${keyAt(4999)}`);

    await shown.expand("1–5,000", "n000007");
    assert.ok(["n000007", "in.txt"].every((label) => shown.rows().includes(label)));
    const [inSecond, last] = [await tree.find({ ...place, key: keyAt(5000) }), shown.node(keyAt(10_000))];
    assert.equal(tree.getParent(inSecond), second);
    assert.equal(tree.getParent(shown.node("n000007")), first);
    for (const node of [first, last]) assert.equal(tree.getParent(node), container);
    assert.equal(tree.getParent(await tree.find({ ...place, key: keyAt(15_499) })), container);
    await shown.until(
      "the visited entry stands on top",
      (rows) => rows.indexOf(keyAt(15_499)) < rows.indexOf("1–5,000"),
    );

    for (let page = 11; page < 16; page++) await more();
    await shown.shows("10,001–15,000");
    assert.equal(shown.node("1–5,000"), first, "one object per ID");
    assert.ok(shown.rows().includes("in.txt"), "what was expanded remains expanded");
    assert.equal(shown.rows().at(-1), keyAt(15_499));
    tree.setFilter(container, "n01");
    await shown.until("no ranges", (rows) => rows.includes(keyAt(10_000)) && !rows.includes("1–5,000"));
    assert.equal(tree.getParent(shown.node(keyAt(10_000))), container);
  });

  it("finds the range of an entry after a collapsed folder was sorted or refreshed", async () => {
    const keyAt = (index: number) => `n${String(index).padStart(6, "0")}.txt`;
    bucket.generate({ count: 11_500, keyAt, bodyAt: (index) => "x".repeat(index === 3 ? 1 : 2) });
    await shown.expand("demo", place.bucket);
    const container = shown.node(place.bucket) as BucketNode;
    for (let page = 1; page < 12; page++)
      await tree.loadMore({ kind: "loadMore", container, loaded: 0, sorted: false });
    await shown.shows("1–5,000");
    const settings = vscode.workspace.getConfiguration("s3Presign");
    const at = { ...place, key: keyAt(3) };
    assert.equal(tree.getParent(await tree.find(at)), shown.node("1–5,000"));
    try {
      await settings.update("sortOrder", "size", vscode.ConfigurationTarget.Global);
      assert.equal(tree.getParent(await tree.find(at)), container, "the smallest object is the last row");
      assert.equal((await tree.getChildren(container)).at(-1)?.kind, "object");
    } finally {
      await settings.update("sortOrder", undefined, vscode.ConfigurationTarget.Global);
    }
    tree.refresh(at);
    await shown.until("ten pages", (rows) => rows.includes(keyAt(9999)) && !rows.includes("1–5,000"));
    assert.equal(tree.getParent(await tree.find(at)), container);
  });

  it("shows no notice of an empty folder next to an entry that the user went to", async () => {
    for (const key of ["a.txt", "b.txt", "folder/c.txt", "folder/deep/d.txt"]) bucket.delete(key);
    await shown.expand("demo", place.bucket);
    await shown.until("the notice", (rows) => rows.some((row) => row.startsWith("No objects yet")));
    bucket.put("new.txt", "new");
    await tree.find({ ...place, key: "new.txt" });
    await shown.shows("new.txt");
    assert.ok(!shown.rows().some((row) => row.startsWith("No objects yet")));
  });
});
