import assert from "node:assert/strict";
import * as vscode from "vscode";
import { createApi } from "../../src/api.ts";
import type { App } from "../../src/app.ts";
import * as aws from "../../src/aws.ts";
import type { SharedLink } from "../../src/core/ledger/linkLedger.ts";
import { Arrivals } from "../../src/host/arrivals.ts";
import { ShareStore } from "../../src/host/shareStore.ts";
import { ArrivedRows } from "../../src/links/arrivedRows.ts";
import { Ledger } from "../../src/links/ledger.ts";
import { LinksTree } from "../../src/links/linksTree.ts";
import type { LinkNode } from "../../src/links/nodes.ts";
import { memento } from "./memento.ts";
import { useSetup } from "./setup.ts";

/** Valid for a second. */
function shortLink(now: number): SharedLink {
  return {
    ...{ id: "short", kind: "url", operation: "GetObject", method: "GET", bucket: "acme-reports", key: "a.txt" },
    ...{ connection: "profile:demo", profile: "demo", temporary: false, command: "s3Presign.copyPresignedUrl" },
    ...{ sharedAt: new Date(now).toISOString(), endsAt: new Date(now + 1000).toISOString() },
  };
}

describe("what is signed through the API is listed under Shared Links", () => {
  useSetup();

  it("in one group, with the operation's name, and without anything signed", async () => {
    const s3 = new aws.S3({ env: process.env, isTrusted: () => true, log: () => undefined });
    const shared = new vscode.EventEmitter<Parameters<App["shared"]["fire"]>[0]>();
    const stored = new Map<string, unknown>();
    const memory = memento(stored);
    const shares = new ShareStore(memory);
    const arrivals = new Arrivals(memory, shares);
    const app = { aws: () => aws, s3: () => s3, shared, memory, shares, arrivals } as Partial<App> as App;
    const ledger = new Ledger(app);
    const rows = new ArrivedRows(app);
    const tree = new LinksTree(ledger, shares, rows);
    const listed = new Promise<void>((resolve) => ledger.onDidChange(resolve));
    const api = createApi(app);
    const { url } = await api.presignUrl({ operation: "get_object", params: { Bucket: "acme-reports", Key: "a.txt" } });
    await api.presignPost({ bucket: "acme-reports", key: "in/a" });
    await listed;
    const [group, ...others] = await tree.getChildren();
    assert.deepEqual(others, []);
    assert.equal(tree.getTreeItem(group ?? assert.fail()).label, "Signed through the API");
    const links = (await tree.getChildren(group)).map((node) => (node as LinkNode).link);
    assert.deepEqual(links.map(({ operation, bucket, key, profile }) => [operation, bucket, key, profile]).sort(), [
      ["GetObject", "acme-reports", "a.txt", "demo"],
      ["PostObject", "acme-reports", "in/a", "demo"],
    ]);
    const signature = new URL(url).searchParams.get("X-Amz-Signature") ?? assert.fail();
    assert.ok(!JSON.stringify([...stored]).includes(signature));
    for (const each of [tree, rows, arrivals, shares, ledger, s3, shared]) each.dispose();
  });

  it("and a link that expires is moved at once while the view is visible", async () => {
    const shared = new vscode.EventEmitter<Parameters<App["shared"]["fire"]>[0]>();
    const memory = memento(new Map());
    const shares = new ShareStore(memory);
    const arrivals = new Arrivals(memory, shares);
    const app = { shared, memory, shares, arrivals } as Partial<App> as App;
    const [ledger, rows] = [new Ledger(app), new ArrivedRows(app)];
    const tree = new LinksTree(ledger, shares, rows);
    tree.watch(true);
    const isExpired = new Promise<void>((resolve) => {
      tree.onDidChangeTreeData(async () => {
        const [group] = await tree.getChildren();
        if (group && String(tree.getTreeItem(group).label).startsWith("Expired")) resolve();
      });
    });
    const now = Date.now();
    shared.fire([shortLink(now)]);
    await isExpired;
    assert.ok(Date.now() - now < 10_000, "before the next tick, which may be 30 s later");
    for (const each of [tree, rows, arrivals, shares, ledger, shared]) each.dispose();
  });
});
